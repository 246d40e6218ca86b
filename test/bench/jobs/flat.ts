import type { TestDatabase } from "../../support/test-database.ts"
import { openClient } from "../client.ts"
import { givenSession } from "../given-session.ts"
import { ALL, type Job, longRounds } from "../job.ts"
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
const kept = (count: number): number => Math.floor(Math.min(1000, count) * 0.4)

/** What is called how, the `turn`th time, where there are so many accounts. None comes twice where it could not. */
const CALLS: Readonly<Record<string, (turn: number, count: number) => Parameters>> = {
  "user/get": (turn, count) => ({ user: address((turn * MIXED) % kept(count)) }),
  "user/add_local": (turn) => ({ user: `flat${digits(turn)}@${DOMAIN}`, displayname: "New Person", email: "" }),
  "user/update": (turn, count) => ({ user: address(turn % kept(count)), displayname: `Other ${turn}` }),
  "user/change_pw": (turn, count) => ({ user: address(turn % kept(count)), password: `another-password-${turn}` }),
  "user/list": () => ({ limit: 100 }),
  "user/available": (turn) => ({ user: `nobody${turn}@${DOMAIN}` }),
  "alias/add": (turn, count) => ({ alias: `alias${digits(turn)}@${DOMAIN}`, destination: address(turn % kept(count)) }),
  "alias/list": (turn, count) => ({ destination: address(turn % kept(count)) }),
  "phone/add": (turn, count) => ({ mac: `aa${digits(turn).padStart(10, "0")}`, user: address(turn % kept(count)) }),
  "phone/get": (turn, count) => ({ mac: `00000${digits(turn % kept(count))}` }),
  "numbers/add": (turn) => ({ number: `+4799${digits(turn)}` }),
  "numbers/next": () => ({}),
  "user/remove": (turn, count) => ({ user: address(kept(count) + turn) }),
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
  const [from, to] = [kept(count), kept(count) + 99_999]
  const removed = [address(from), address(to)]
  await database.query("DELETE FROM sipwright_phone WHERE address >= ? AND address <= ?", removed)
  await database.query(
    "DELETE FROM sipwright_address WHERE kind = 'alias' AND address >= ? AND address <= ?",
    removed.map((text) => text.replace("user", "also")),
  )
  await database.query(
    "DELETE FROM dbaliases WHERE alias_username >= ? AND alias_username <= ?",
    [userOf(from), userOf(to)].map((text) => text.replace("user", "also")),
  )
  if (database.url.startsWith("postgres")) await database.query("ANALYZE")
  if (database.url.startsWith("mysql")) {
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
    const [{ accounts: many, database: full }, { accounts: few, database: sparse }] = [
      await context.rig.populated(name, "large", context),
      await context.rig.populated(name, "small", context),
    ]
    const times = Math.max(1, Math.min(20, Math.floor(few / 50)))
    const open = async (count: number, database: TestDatabase) => {
      await furnish(database, count)
      const server = await startProduct(database.url)
      opened.defer(server.stop)
      const client = openClient(server.url)
      opened.use(client)
      const credentials = await givenSession(database)
      return (node: string, parametersOf: (turn: number, count: number) => Parameters) => {
        let turn = 0
        return async () => {
          const taken: Array<number> = []
          const before = cpuTime(server.pid)
          for (let time = 0; time < times; time++) {
            const body = bodyOf(credentials, parametersOf(turn++, count))
            const { milliseconds, end } = await client.post(`/api/${node}`, body, credentials.cookie)
            taken.push(milliseconds)
            if (!end.includes('"response":"ok"')) throw new Error(`${node} was answered ${end}`)
          }
          return { perSecond: 1000 / median(taken), cpu: cpuTime(server.pid) - before }
        }
      }
    }
    const large = await open(many, full)
    const small = await open(few, sparse)
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
