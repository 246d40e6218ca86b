import { startBare } from "../bare/start-bare.ts"
import { compared } from "../compared.ts"
import type { Job } from "../job.ts"
import type { Outcome } from "../outcome.ts"
import type { PinnedServer } from "../pinned-process.ts"
import { startProduct } from "../product.ts"
import { inTurn } from "../rounds.ts"
import { putLoad } from "../wrk.ts"

const target = { must: 0.6, ambition: 0.8, bound: "least" } as const

/** Each call that needs no database, against a route of Hono that answers the same words. */
const CALLS = [
  { product: "/api/ping", bare: "/ping" },
  { product: "/healthz", bare: "/health" },
] as const

export const ping: Job = {
  name: "ping",
  about: "what needs no database: /api/ping (Flexisip) and /healthz",
  databases: ["sqlite"],
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const { database } = await context.rig.populated(name, "usual", context)
    const product = await startProduct(database.url)
    opened.defer(product.stop)
    const bare = await startBare(database.url)
    opened.defer(bare.stop)
    const outcomes: Array<Outcome> = []
    for (const paths of CALLS) {
      for (const connections of context.connections) {
        const measure = (server: PinnedServer, path: string) => () =>
          putLoad(server, { method: "GET", path }, { connections, seconds: context.seconds })
        const loads = await inTurn(
          context.rounds,
          {
            product: measure(product, paths.product),
            bare: measure(bare, paths.bare),
          },
          context.warmUp,
        )
        const setting = `${paths.product}, ${connections} connections`
        outcomes.push(compared({ job: "ping", setting, target }, loads.product, loads.bare))
      }
    }
    return outcomes
  },
}
