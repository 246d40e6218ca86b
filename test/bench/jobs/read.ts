import { startBare } from "../bare/start-bare.ts"
import { compared } from "../compared.ts"
import { givenSession } from "../given-session.ts"
import { ALL, type Job } from "../job.ts"
import type { Outcome } from "../outcome.ts"
import type { PinnedServer } from "../pinned-process.ts"
import { NUMBERED_USER, userOf } from "../population.ts"
import { bodyOf, call, DOMAIN, startProduct } from "../product.ts"
import { inTurn } from "../rounds.ts"
import { type Load, type LoadedCall, putLoad } from "../wrk.ts"

const target = { must: 0.6, ambition: 0.8, bound: "least" } as const

/**
 * An account by an operator with a session: `user/get`, as a client of the Hermes API makes it. Both sides read the same rows of the same database
 * and check the same session.
 */
export const read: Job = {
  name: "read",
  about: "user/get with a session, by POST and by GET",
  databases: ALL,
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const { database, accounts: count } = await context.rig.populated(name, "usual", context)
    const product = await startProduct(database.url)
    opened.defer(product.stop)
    const bare = await startBare(database.url)
    opened.defer(bare.stop)

    const credentials = await givenSession(database)
    const outcomes: Array<Outcome> = []
    const compare = async (method: "GET" | "POST", connections: number): Promise<void> => {
      const measure = (server: PinnedServer) => async (): Promise<Load> => {
        const { body, bytes } = await call(server.url, "user/get", credentials, { user: `${userOf(1)}@${DOMAIN}` })
        const fields = Object.keys(body["user"] as object).length
        if (fields !== 17) throw new Error(`user/get of ${server.url} has ${fields} fields`)
        const query = `session=${credentials.session}&auth_key=${credentials.authKey}&user=${NUMBERED_USER}`
        const loaded: LoadedCall =
          method === "GET"
            ? { method, path: `/api/user/get?${query}`, cookie: credentials.cookie, count }
            : {
                method,
                path: "/api/user/get",
                body: bodyOf(credentials, { user: NUMBERED_USER }),
                cookie: credentials.cookie,
                count,
              }
        const load = await putLoad(server, loaded, { connections, seconds: context.seconds })
        // A refusal has the status 200 too, and is short.
        if (load.bytesPerAnswer < bytes) throw new Error(`${server.url} did not answer every user/get`)
        return load
      }
      const loads = await inTurn(context.rounds, { product: measure(product), bare: measure(bare) }, context.warmUp)
      const setting = `${method}, ${connections} connections`
      outcomes.push(compared({ job: "read", database: name, setting, target }, loads.product, loads.bare))
    }
    for (const connections of context.connections) await compare("POST", connections)
    await compare("GET", context.connections[0] ?? 16)
    return outcomes
  },
}
