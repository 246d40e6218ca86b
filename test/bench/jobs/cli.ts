import { ALL, type Job, longRounds } from "../job.ts"
import { runTimed } from "../timed-run.ts"
import { DOMAIN, SIPWRIGHT, settingsFor, startProduct } from "../product.ts"
import { inTurn, median, ratioOf, type Ratio } from "../rounds.ts"

let commands = 0

const spread = (values: ReadonlyArray<number>): Ratio => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
})

/** Twice what `kamctl add` takes on this database, in seconds. */
const TWICE_KAMCTL = { sqlite: 0.1, mariadb: 0.12, postgres: 0.23 } as const

/** How long a command and the start of a server take, from nothing; and what Node by itself takes for nothing. */
export const commandLine: Job = {
  name: "cli",
  about: "sipwright account add, and the start of sipwright serve until /readyz",
  databases: ALL,
  run: async (context, name) => {
    const { database } = await context.rig.populated(name, "usual", context)
    const large = await context.rig.populated(name, "large", context)
    // As in the second and every later call: tables and the first operator are there, and the accounts were taken in.
    for (const { url } of [database, large.database]) await (await startProduct(url)).stop()
    const runs = await inTurn(longRounds(context), {
      add: async () => {
        const address = `made${++commands}@${DOMAIN}`
        const args = ["account", "add", address, "--name", "New Person"]
        return (await runTimed([SIPWRIGHT, ...args], settingsFor(database.url))).milliseconds / 1000
      },
      node: async () => (await runTimed(["-e", "0"], {})).milliseconds / 1000,
      start: async () => {
        const start = performance.now()
        const server = await startProduct(large.database.url)
        const seconds = (performance.now() - start) / 1000
        await server.stop()
        return seconds
      },
    })
    const bare = `node alone ${median(runs.node).toFixed(2)} s`
    const row = (setting: string, seconds: ReadonlyArray<number>, must: number, ambition: number | undefined) => ({
      job: "cli",
      database: name,
      setting: `${setting}, in seconds`,
      product: `${median(seconds).toFixed(2)} s (${ratioOf(seconds, runs.node).median.toFixed(1)} × node)`,
      bare,
      ratio: spread(seconds),
      target: { must, ...(ambition === undefined ? {} : { ambition }), bound: "most" } as const,
    })
    return [
      row("account add", runs.add, 0.25, TWICE_KAMCTL[name]),
      row(`serve with ${large.accounts.toLocaleString("en")} accounts until it is ready`, runs.start, 1, undefined),
    ]
  },
}
