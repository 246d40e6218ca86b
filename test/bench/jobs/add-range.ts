import type { TestDatabase } from "../../support/test-database.ts"
import { startBare } from "../bare/start-bare.ts"
import { openClient } from "../client.ts"
import { compared } from "../compared.ts"
import { givenSession } from "../given-session.ts"
import { ALL, type Job, longRounds } from "../job.ts"
import { scaled } from "../scaled.ts"
import { cpuTime, type PinnedServer } from "../pinned-process.ts"
import { bodyOf, startProduct } from "../product.ts"
import { inTurn } from "../rounds.ts"

const FIRST = 4_700_000_000

/** A range of numbers by `numbers/add_range`, against rows inserted 1000 by a statement in one transaction. The table is empty each time. */
export const addRange: Job = {
  name: "add-range",
  about: "numbers/add_range of 1,000,000 numbers",
  databases: ALL,
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const count = scaled(context, 1_000_000)
    const measure = async (database: TestDatabase, table: string, server: PinnedServer) => {
      const credentials = await givenSession(database)
      const body = bodyOf(credentials, { start: `+${FIRST}`, end: `+${FIRST + count - 1}` })
      return async () => {
        await database.query(`DELETE FROM ${table}`)
        using client = openClient(server.url)
        const before = cpuTime(server.pid)
        const { milliseconds, end } = await client.post("/api/numbers/add_range", body, credentials.cookie)
        const cpu = cpuTime(server.pid) - before
        const [row] = await database.query(`SELECT COUNT(*) AS count FROM ${table}`)
        if (Number(row?.["count"]) !== count) throw new Error(`${server.url} added not all numbers: ${end}`)
        return { perSecond: (count * 1000) / milliseconds, cpuPerCall: cpu / count }
      }
    }
    const { database: own } = await context.rig.populated(name, "usual", context)
    const other = await context.rig.bare(name)
    const product = await startProduct(own.url)
    opened.defer(product.stop)
    const bare = await startBare(other.url)
    opened.defer(bare.stop)
    const samples = await inTurn(longRounds(context), {
      product: await measure(own, "sipwright_number", product),
      bare: await measure(other, "bare_number", bare),
    })
    await own.query("DELETE FROM sipwright_number")
    await other.query("DELETE FROM bare_number")
    const setting = `${count.toLocaleString("en")} numbers`
    const target = { must: 0.8, ambition: 1, bound: "least" } as const
    return [compared({ job: "add-range", database: name, setting, target }, samples.product, samples.bare)]
  },
}
