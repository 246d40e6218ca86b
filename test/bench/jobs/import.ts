import { fileURLToPath } from "node:url"
import type { TestDatabase } from "../../support/test-database.ts"
import { temporaryDirectory } from "../../support/temporary-directory.ts"
import { ALL, type Job, longRounds } from "../job.ts"
import { writeAccounts } from "../population.ts"
import { SIPWRIGHT, settingsFor } from "../product.ts"
import { inTurn, median, ratioOf } from "../rounds.ts"
import { runTimed } from "../timed-run.ts"
import { scaled } from "../scaled.ts"
import { perSecond } from "../table.ts"

const BARE = fileURLToPath(import.meta.resolve("../bare/import.ts"))

/** What an import fills, and what is written with it. */
const TABLES = ["subscriber", "sipwright_account", "sipwright_address", "sipwright_audit"]

const empty = async (database: TestDatabase, tables: ReadonlyArray<string>): Promise<void> => {
  const emptying = database.url.startsWith("sqlite:") ? "DELETE FROM" : "TRUNCATE TABLE"
  for (const table of tables) await database.query(`${emptying} ${table}`)
}

const requireRows = async (database: TestDatabase, count: number): Promise<void> => {
  const [row] = await database.query("SELECT COUNT(*) AS count FROM subscriber")
  if (Number(row?.["count"]) !== count) throw new Error(`${String(row?.["count"])} accounts were made and not ${count}`)
}

/**
 * `sipwright import` of a file of accounts, against a program that makes as many up, hashes them, and inserts them 1000 by a statement in one
 * transaction, and reads no file. Of both the whole time of the process counts.
 */
export const importAccounts: Job = {
  name: "import",
  about: "sipwright import of 100,000 accounts, and the memory it takes",
  databases: ALL,
  run: async (context, name) => {
    using opened = new DisposableStack()
    const count = scaled(context, 100_000)
    const directory = temporaryDirectory("import")
    opened.defer(() => directory.remove())
    const file = `${directory.path}/accounts.csv`
    await writeAccounts(file, count)
    // Accounts of others have to stay.
    const own = await context.rig.fresh(name)
    const other = await context.rig.bare(name)
    const product = async () => {
      await empty(own, TABLES)
      const run = await runTimed([SIPWRIGHT, "import", "accounts", file], settingsFor(own.url))
      await requireRows(own, count)
      return run
    }
    const bare = async () => {
      await empty(other, ["subscriber", "bare_account"])
      const run = await runTimed([BARE, String(count)], { BENCH_DATABASE_URL: other.url })
      await requireRows(other, count)
      return run
    }
    const runs = await inTurn(longRounds(context), { product, bare })
    const speeds = (side: "product" | "bare") => runs[side].map(({ milliseconds }) => (count * 1000) / milliseconds)
    const cpu = (side: "product" | "bare") => runs[side].map(({ cpuMilliseconds }) => cpuMilliseconds)
    const peaks = (side: "product" | "bare") => runs[side].map(({ peakMemory }) => peakMemory)
    const told = (side: "product" | "bare") =>
      `${perSecond(median(speeds(side)))} (${((median(cpu(side)) * 1000) / count).toFixed(1)} µs)`
    const setting = `${count.toLocaleString("en")} accounts`
    return [
      {
        job: "import",
        database: name,
        setting,
        product: told("product"),
        bare: told("bare"),
        ratio: ratioOf(speeds("product"), speeds("bare")),
        byCpu: ratioOf(cpu("bare"), cpu("product")),
        target: { must: 0.5, ambition: 0.75, bound: "least" },
      },
      {
        job: "import",
        database: name,
        setting: `${setting}, peak memory in MB`,
        product: `${Math.round(median(peaks("product")))} MB`,
        bare: `${Math.round(median(peaks("bare")))} MB`,
        ratio: {
          median: median(peaks("product")),
          low: Math.min(...peaks("product")),
          high: Math.max(...peaks("product")),
        },
        target: { must: 160, bound: "most" },
      },
    ]
  },
}
