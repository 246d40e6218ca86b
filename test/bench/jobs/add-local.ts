import { startBare } from "../bare/start-bare.ts"
import { compared } from "../compared.ts"
import { givenSession } from "../given-session.ts"
import { ALL, type Job } from "../job.ts"
import type { Outcome } from "../outcome.ts"
import { bodyOf, DOMAIN, startProduct } from "../product.ts"
import { inTurn } from "../rounds.ts"
import { type Load, putLoad } from "../wrk.ts"
import type { TestDatabase } from "../../support/test-database.ts"

let batches = 0
/** The databases live longer than a job, and no address may come twice. */
const newBatch = (): number => ++batches

const rowsOf = async (database: TestDatabase): Promise<number> => {
  const [row] = await database.query("SELECT COUNT(*) AS count FROM subscriber")
  return Number(row?.["count"])
}

/**
 * New accounts, none twice: `user/add_local` with a session, against the transaction alone (BEGIN, a row in `subscriber`, a row in a table of
 * one's own, COMMIT, both hashes), and against the same behind a check of the session. Each side has a database of its own, so that
 * neither takes in what the other makes.
 */
export const addLocal: Job = {
  name: "add-local",
  about: "user/add_local of new addresses",
  databases: ALL,
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const open = async (database: TestDatabase, start: typeof startBare) => {
      const server = await start(database.url)
      opened.defer(server.stop)
      return { database, server, credentials: await givenSession(database) }
    }
    const product = await open((await context.rig.populated(name, "usual", context)).database, startProduct)
    const bare = await open(await context.rig.bare(name), startBare)

    const measure =
      (side: Awaited<ReturnType<typeof open>>, path: string) => (connections: number) => async (): Promise<Load> => {
        const { credentials } = side
        const before = await rowsOf(side.database)
        const user = `new${newBatch()}-{n}@${DOMAIN}`
        const load = await putLoad(
          side.server,
          {
            method: "POST",
            path,
            body: bodyOf(credentials, { user, displayname: "New Person", email: "new@mail.example.org" }),
            cookie: credentials.cookie,
          },
          { connections, seconds: context.seconds },
        )
        const made = (await rowsOf(side.database)) - before
        if (made < load.requests) throw new Error(`${load.requests} calls of ${path} made ${made} accounts`)
        return load
      }
    const sides = {
      product: measure(product, "/api/user/add_local"),
      bare: measure(bare, "/api/user/add_local"),
      checked: measure(bare, "/checked/user/add_local"),
    }
    const outcomes: Array<Outcome> = []
    for (const connections of context.connections) {
      const loads = await inTurn(
        context.rounds,
        {
          product: sides.product(connections),
          bare: sides.bare(connections),
          checked: sides.checked(connections),
        },
        context.warmUp,
      )
      const row = { job: "add-local", database: name }
      const setting = `${connections} connections`
      const target = { must: 0.6, ambition: name === "postgres" ? 1.2 : 0.8, bound: "least" } as const
      outcomes.push(
        compared({ ...row, setting, target }, loads.product, loads.bare),
        compared({ ...row, setting: `${setting}, bare with session` }, loads.product, loads.checked),
      )
    }
    return outcomes
  },
}
