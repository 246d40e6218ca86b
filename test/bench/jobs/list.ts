import { startBare } from "../bare/start-bare.ts"
import { type CallTaken, openClient } from "../client.ts"
import { compared } from "../compared.ts"
import { givenSession } from "../given-session.ts"
import { runInProcess } from "../in-process/run.ts"
import { ALL, type Job, longRounds } from "../job.ts"
import { cpuTime, peakMemory, type PinnedServer } from "../pinned-process.ts"
import { displayNameOf, userOf } from "../population.ts"
import { bodyOf, DOMAIN, startProduct } from "../product.ts"
import { inTurn, median, ratioOf } from "../rounds.ts"
import { perSecond } from "../table.ts"

/** Before the list, between its rows, and behind it. */
const AROUND = '{"list":[],"response":"ok"}'.length

// Whoever is so slow need not be waited for: how much came by then says how fast it was.
const LONGEST = 30_000

/** How long the list of accounts 0 … count - 1 is. */
const lengthOf = (count: number): number => {
  let bytes = AROUND + count - 1
  for (let number = 0; number < count; number++) {
    bytes += JSON.stringify({ user: `${userOf(number)}@${DOMAIN}`, displayname: displayNameOf(number) }).length
  }
  return bytes
}

/**
 * All accounts by `user/list`, read to the end, against a handler that streams the same JSON from whatever is fastest with the driver; and that
 * without HTTP. What both have used of memory at most is compared too.
 */
export const list: Job = {
  name: "list",
  about: "user/list of 1,000,000 accounts to the end, and the memory it takes",
  databases: ALL,
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const { database, accounts: count } = await context.rig.populated(name, "large", context)
    const expected = lengthOf(count)
    const start = async (begin: typeof startBare) => {
      const server = await begin(database.url)
      opened.defer(server.stop)
      return server
    }
    // The first start takes the accounts in, which is no part of listing them.
    await (await startProduct(database.url)).stop()
    const product = await start(startProduct)
    const bare = await start(startBare)
    const credentials = await givenSession(database)
    const idle = peakMemory(product.pid)
    const measure = (server: PinnedServer) => async () => {
      using client = openClient(server.url)
      const before = cpuTime(server.pid)
      const taken: CallTaken = await client.post("/api/user/list", bodyOf(credentials, {}), credentials.cookie, LONGEST)
      const cpu = cpuTime(server.pid) - before
      const share = taken.bytes / expected
      if (!taken.isComplete) {
        context.say(`  ${server.url} was cut off after ${Math.round(share * 100)} % of the list`)
        return { perSecond: (count * share * 1000) / taken.milliseconds, cpuPerCall: cpu / (count * share) }
      }
      if (!taken.end.endsWith('],"response":"ok"}') || taken.bytes !== expected) {
        throw new Error(`the list of ${server.url} has ${taken.bytes} bytes and not ${expected}`)
      }
      return { perSecond: (count * 1000) / taken.milliseconds, cpuPerCall: cpu / count }
    }
    const rounds = longRounds(context)
    const samples = await inTurn(rounds, { product: measure(product), bare: measure(bare) })
    const [own, other] = [peakMemory(product.pid), peakMemory(bare.pid)]
    const alone =
      (await runInProcess("list", { rounds, seconds: 0 }, { BENCH_DATABASE_URL: database.url }))["bare"] ?? []
    const row = { job: "list", database: name }
    const setting = `${count.toLocaleString("en")} accounts`
    const speeds = samples.product.map((sample) => sample.perSecond)
    const memory = own / other
    return [
      compared(
        { ...row, setting, target: { must: 0.5, ambition: 0.75, bound: "least" } },
        samples.product,
        samples.bare,
      ),
      {
        ...row,
        setting: `${setting}, bare without HTTP`,
        product: perSecond(median(speeds)),
        bare: perSecond(median(alone)),
        ratio: ratioOf(speeds, alone),
      },
      {
        ...row,
        setting: `${setting}, peak memory`,
        product: `${Math.round(own)} MB (${Math.round(idle)} before)`,
        bare: `${Math.round(other)} MB`,
        ratio: { median: memory, low: memory, high: memory },
        target: { must: 1.25, bound: "most" },
      },
    ]
  },
}
