import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { databases, type TestDatabase } from "../support/databases.ts"
import { HermesSession } from "../support/hermes-session.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { answerChallenge, readChallenge } from "../support/sip-digest.ts"
import { ADMIN_PASSWORD, type SipwrightServer, startSipwright } from "../support/sipwright-server.ts"
import { tally } from "../support/tally.ts"
import { run } from "../http/node/captured-io.ts"
import { brokenPromises } from "../support/invariants.ts"
import { DOMAIN, type Peers, pick, quickWorks, slowWorks } from "./works.ts"
import { compose } from "../../packages/http/src/node/compose.ts"
import { readSettings } from "../../packages/http/src/node/settings.ts"

const CALLERS = 64
/** How long the mixed load lasts; longer by SIPWRIGHT_TEST_SECONDS. */
const SECONDS = Number(process.env["SIPWRIGHT_TEST_SECONDS"] ?? 5)
const WORKERS = 24

// Its packages have the schema of its tables.
const kamailio = inject("kamailio")

type Parameters = Readonly<Record<string, string | number>>

// An address that is free, and an account that is not registered, are what was asked for, too.
const DONE = new Set(["ok", "ok/nonexistant", "failed/offline", "200", "201", "204"])

/** What may become of a call because of what others do at the same time; nothing about the database is among it. */
const REFUSED = new Set([
  ...["exists", "inuse", "nonexistant", "empty", "rejected", "domain", "nxdomain"].map((cause) => `failed/${cause}`),
  "400",
  "403",
  "404",
  "409",
  "422",
  "AccountChanged",
  "AccountInUse",
  "AccountNotFound",
  "AddressTaken",
  "AliasNotFound",
  "DomainExists",
  "DomainInUse",
  "DomainNotFound",
  "DomainNotLocal",
  "DomainTokenNotFound",
  "NoDefaultServers",
  "NotALocalAccount",
  "OperatorExists",
  "PhoneNotFound",
  "RoleNotFound",
  "SpaceFull",
  "SpaceNotFound",
  "TokenNotFound",
])

describe.for([...databases()])("many callers of two servers on one $name database", (kind) => {
  const skip = kind.skip ?? ("skip" in kamailio ? kamailio.skip : undefined)
  const test = it.skipIf(skip !== undefined)
  let database: TestDatabase
  let servers: ReadonlyArray<SipwrightServer>
  let key: string

  const urlOf = (caller: number): string => servers[caller % servers.length]?.url ?? ""

  /** The outcome of a call that comes with the API key, at one server or the other. */
  const call = async (caller: number, node: string, parameters: Parameters = {}): Promise<string> => {
    const response = await fetch(`${urlOf(caller)}/api/${node}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": key },
      body: JSON.stringify(parameters),
    })
    const { response: word, cause } = (await response.json()) as { readonly response: string; readonly cause?: string }
    return cause === undefined ? word : `${word}/${cause}`
  }
  const all = (act: (caller: number) => Promise<string>): Promise<ReadonlyArray<string>> =>
    Promise.all(Array.from({ length: CALLERS }, (_, caller) => act(caller)))
  const account = (user: string) => ({ user: `${user}@${DOMAIN}`, displayname: user, email: "" })

  beforeAll(async () => {
    if (skip !== undefined) return
    database = await kind.create()
    await loadKamailioSchema(database)
    const start = () => startSipwright({ databaseUrl: database.url, domains: [DOMAIN] })
    servers = [await start(), await start()]
    const admin = await HermesSession.login(urlOf(0), "admin", ADMIN_PASSWORD)
    const made = await admin.ok("auth/new_apikey", { host: "127.0.0.1", access: "super" })
    key = String(made["key"])
    const servers_ = { registrar: "r.bz", r_port: 5060, proxy: "p.bz", p_port: 5060, prov_url: "http://p.bz/" }
    await admin.ok("domain/set_servers", { domain: DOMAIN, ...servers_ })
    await admin.ok("user/add_local", { ...account("fixed") })
  })
  afterAll(async () => {
    for (const server of servers ?? []) await server.stop()
    await database?.close()
  })

  test("an address is one caller's", async () => {
    const outcomes = await all((caller) => call(caller, "user/add_local", account("wanted")))
    expect(tally(outcomes)).toEqual({ ok: 1, "failed/exists": CALLERS - 1 })
  })

  test("a number is one caller's", async () => {
    await call(0, "numbers/add", { number: "+4720000000" })
    const outcomes = await all((caller) => call(caller, "numbers/pull", { number: "+4720000000" }))
    expect(tally(outcomes)).toEqual({ ok: 1, "failed/nonexistant": CALLERS - 1 })
  })

  test("everybody who takes the next number gets another one", async () => {
    await call(0, "numbers/add_range", { start: "+4721000000", end: `+4721${String(CALLERS - 1).padStart(6, "0")}` })
    const outcomes = await all((caller) => call(caller, "numbers/next"))
    expect(tally(outcomes)).toEqual({ ok: CALLERS })
    expect(await call(0, "numbers/next")).toBe("failed/empty")
  })

  test("an alias is one caller's, and is no account's", async () => {
    const outcomes = await all((caller) =>
      caller % 4 === 3
        ? call(caller, "user/add_local", account("info"))
        : call(caller, "alias/add", { alias: `info@${DOMAIN}`, destination: `fixed@${DOMAIN}` }),
    )
    expect(tally(outcomes)).toEqual({ ok: 1, "failed/exists": CALLERS - 1 })
  })

  test("a key is rotated once", async () => {
    const login = await fetch(`${urlOf(0)}/api/auth/login`, {
      method: "POST",
      body: new URLSearchParams({ username: "admin", password: ADMIN_PASSWORD }),
    })
    const { session, auth_key } = (await login.json()) as { readonly session: string; readonly auth_key: string }
    const cookie = (login.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? ""
    const outcomes = await all(async (caller) => {
      const response = await fetch(`${urlOf(caller)}/api/auth/ping`, {
        method: "POST",
        headers: { cookie },
        body: new URLSearchParams({ session, auth_key }),
      })
      return ((await response.json()) as { readonly response: string }).response
    })
    expect(tally(outcomes)).toEqual({ pong: 1, failed: CALLERS - 1 })
  })

  test("a count of a digest nonce is used once", async () => {
    await call(0, "user/change_pw", { user: `fixed@${DOMAIN}`, password: "the password of fixed" })
    const from = `sip:fixed@${DOMAIN}`
    const path = "/api/accounts/me"
    const challenged = await fetch(`${urlOf(0)}${path}`, { headers: { from } })
    const challenge = readChallenge(
      (challenged.headers.get("www-authenticate") ?? "").split(/,\s*(?=Digest )/)[0] ?? "",
    )
    if (challenge === undefined) throw new Error("no challenge")
    const credentials = { user: "fixed", password: "the password of fixed" }
    const authorization = answerChallenge(challenge, credentials, { method: "GET", uri: path })
    const outcomes = await all(async (caller) =>
      String((await fetch(`${urlOf(caller)}${path}`, { headers: { from, authorization } })).status),
    )
    expect(tally(outcomes)).toEqual({ "200": 1, "401": CALLERS - 1 })
  })

  test(`nothing is half done after ${SECONDS} s of everything at once`, {
    timeout: (SECONDS + 60) * 1000,
  }, async () => {
    const login = await fetch(`${urlOf(0)}/login`, {
      method: "POST",
      body: JSON.stringify({ username: "admin", password: ADMIN_PASSWORD }),
    })
    const webitel = (await login.json()) as Peers["webitel"]
    const environment = { SIPWRIGHT_DATABASE_URL: database.url, SIPWRIGHT_SECRET_KEY: "7".repeat(64) }
    const library = await compose(readSettings({ environment }), () => {})
    // Where there are spaces, Flexisip's clients make accounts in spaces alone.
    await library.spaces.add({ domain: DOMAIN, name: DOMAIN, host: `admin.${DOMAIN}` })
    const peers = { urlOf, key, webitel, library }
    const quick = quickWorks(peers)
    const slow = slowWorks(peers, ADMIN_PASSWORD)
    const counts = new Map<string, Record<string, number>>()
    const end = Date.now() + SECONDS * 1000
    const work = async (worker: number): Promise<void> => {
      while (Date.now() < end) {
        const { name, run: act } = pick(worker === 0 ? slow : quick)
        const outcome = await act(worker)
        const seen = counts.get(name) ?? {}
        seen[outcome] = (seen[outcome] ?? 0) + 1
        counts.set(name, seen)
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
    await library.close()
    const strange = [...counts].flatMap(([name, outcomes]) =>
      Object.keys(outcomes)
        .filter((outcome) => !DONE.has(outcome) && !REFUSED.has(outcome))
        .map((outcome) => `${name}: ${outcome} ${outcomes[outcome]} times`),
    )
    expect(strange).toEqual([])
    // Of few calls, as a busy machine makes them, all may have met what somebody else had done.
    const inVain = [...counts].filter(
      ([, outcomes]) =>
        Object.values(outcomes).reduce((sum, count) => sum + count, 0) >= 200 &&
        !Object.keys(outcomes).some((outcome) => DONE.has(outcome)),
    )
    expect(inVain).toEqual([])
    expect(await brokenPromises(database)).toEqual([])
    const doctor = await run(["doctor", "--json"], environment)
    expect((JSON.parse(doctor.out) as { readonly findings: unknown }).findings).toEqual([])
  })
})
