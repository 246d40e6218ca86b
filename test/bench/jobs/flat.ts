import type { TestDatabase } from "../../support/test-database.ts"
import { openClient } from "../client.ts"
import { givenSession } from "../given-session.ts"
import { ALL, type Job, longRounds, scaled } from "../job.ts"
import { cpuTime } from "../pinned-process.ts"
import { userOf } from "../population.ts"
import { bodyOf, DOMAIN, startProduct } from "../product.ts"
import { inTurn, median, ratioOf } from "../rounds.ts"

const target = { must: 0.7, ambition: 0.9, bound: "least" } as const

type Parameters = Readonly<Record<string, string | number>>

const MIXED = 7919

const address = (number: number): string => `${userOf(number)}@${DOMAIN}`
const digits = (number: number): string => String(number).padStart(7, "0")

/** Accounts below are called for everything, above only to be removed: of a thousand accounts enough have to stay. */
const KEPT = 400

/** What is called how, the `turn`th time, where there are so many accounts. None comes twice where it could not. */
const CALLS: Readonly<Record<string, (turn: number, count: number) => Parameters>> = {
  "user/get": (turn, count) => ({ user: address((turn * MIXED) % Math.min(KEPT, count)) }),
  "user/add_local": (turn) => ({ user: `flat${digits(turn)}@${DOMAIN}`, displayname: "New Person", email: "" }),
  "user/update": (turn) => ({ user: address(turn % KEPT), displayname: `Other ${turn}` }),
  "user/change_pw": (turn) => ({ user: address(turn % KEPT), password: `another-password-${turn}` }),
  "user/list": (turn, count) => ({ limit: 100, after: address((turn * MIXED) % count) }),
  "user/available": (turn) => ({ user: `nobody${turn}@${DOMAIN}` }),
  "alias/add": (turn) => ({ alias: `alias${digits(turn)}@${DOMAIN}`, destination: address(turn % KEPT) }),
  "alias/list": (turn) => ({ destination: address(turn % KEPT) }),
  "phone/add": (turn) => ({ mac: `aa${digits(turn).padStart(10, "0")}`, user: address(turn % KEPT) }),
  "phone/get": (turn) => ({ mac: `00000${digits(turn % KEPT)}` }),
  "numbers/add": (turn) => ({ number: `+4799${digits(turn)}` }),
  "numbers/next": () => ({}),
  "user/remove": (turn) => ({ user: address(KEPT + turn) }),
}

/** A phone and an alias for each account, as adoption would find them, and as many numbers in the pool. */
const furnish = async (database: TestDatabase, count: number): Promise<void> => {
  const existing = "FROM sipwright_account WHERE address LIKE 'user%'"
  await database.query(`INSERT INTO sipwright_phone (mac, address)
    SELECT REPLACE(username, 'user', '00000'), address ${existing}`)
  await database.query(`INSERT INTO dbaliases (alias_username, alias_domain, username, domain)
    SELECT REPLACE(username, 'user', 'also'), domain, username, domain ${existing}`)
  await database.query(`INSERT INTO sipwright_address (address, kind)
    SELECT REPLACE(address, 'user', 'also'), 'alias' ${existing}`)
  await database.query(`INSERT INTO sipwright_number (number)
    SELECT REPLACE(username, 'user', '+4788') ${existing}`)
  // Those that are to be removed must not be in use.
  const removed = [address(KEPT), address(KEPT + 99_999)]
  await database.query("DELETE FROM sipwright_phone WHERE address >= ? AND address <= ?", removed)
  await database.query(
    "DELETE FROM sipwright_address WHERE kind = 'alias' AND address >= ? AND address <= ?",
    removed.map((text) => text.replace("user", "also")),
  )
  await database.query(
    "DELETE FROM dbaliases WHERE alias_username >= ? AND alias_username <= ?",
    [userOf(KEPT), userOf(KEPT + 99_999)].map((text) => text.replace("user", "also")),
  )
  if (database.url.startsWith("postgres")) await database.query("ANALYZE")
  if (count > 0 && database.url.startsWith("mysql")) {
    await database.query("ANALYZE TABLE sipwright_phone, dbaliases, sipwright_address, sipwright_number")
  }
}

/** Whether a call costs the same where there are a thousand accounts and where there are a million. */
export const flat: Job = {
  name: "flat",
  about: "what calls take at 1,000,000 accounts against 1,000",
  databases: ALL,
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const [many, few] = [scaled(context, 1_000_000), scaled(context, 1000)]
    const times = Math.max(1, Math.min(20, few / 100))
    const open = async (count: number, database: TestDatabase) => {
      await furnish(database, count)
      const server = await startProduct(database.url)
      opened.defer(server.stop)
      const client = openClient(server.url)
      opened.use(client)
      const credentials = await givenSession(database)
      let turn = 0
      return (node: string, parametersOf: (turn: number, count: number) => Parameters) => async () => {
        let milliseconds = 0
        const before = cpuTime(server.pid)
        for (let time = 0; time < times; time++) {
          const body = bodyOf(credentials, parametersOf(turn++, count))
          const taken = await client.post(`/api/${node}`, body, credentials.cookie)
          milliseconds += taken.milliseconds
          if (!taken.end.includes('"response":"ok"')) throw new Error(`${node} was answered ${taken.end}`)
        }
        return { perSecond: (times * 1000) / milliseconds, cpu: cpuTime(server.pid) - before }
      }
    }
    const large = await open(many, await context.rig.populated(name, many))
    const small = await open(few, await context.rig.populated(name, few))
    const outcomes = []
    for (const [node, parametersOf] of Object.entries(CALLS)) {
      const samples = await inTurn(longRounds(context), {
        large: large(node, parametersOf),
        small: small(node, parametersOf),
      })
      const speeds = (side: "large" | "small") => samples[side].map((sample) => sample.perSecond)
      const costs = (side: "large" | "small") => samples[side].map((sample) => sample.cpu)
      outcomes.push({
        job: "flat",
        database: name,
        setting: node,
        product: `${(1000 / median(speeds("large"))).toFixed(2)} ms at ${many.toLocaleString("en")}`,
        bare: `${(1000 / median(speeds("small"))).toFixed(2)} ms at ${few.toLocaleString("en")}`,
        ratio: ratioOf(speeds("large"), speeds("small")),
        byCpu: ratioOf(costs("small"), costs("large")),
        target,
      })
    }
    return outcomes
  },
}
