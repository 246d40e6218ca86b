import { exportSPKI, generateKeyPair, SignJWT } from "jose"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { type Form, HermesClient, outcome } from "../http/hermes/client.ts"
import { atOnce, done, tally } from "../http/hermes/fixtures.ts"
import { databases, type TestDatabase } from "../support/databases.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { type SipwrightServer, startSipwright } from "../support/sipwright-server.ts"

const DOMAIN = "two.example.org"
const OFFICE = "198.51.100.20"
const WRONG = "not the password"

const passwordOf = (name: string) => `the password of ${name}`

// Its packages have the schema of its tables.
const kamailio = inject("kamailio")

/** Everything in every table, as text. */
const dump = async (database: TestDatabase): Promise<string> => {
  const names = database.url.startsWith("sqlite:")
    ? "SELECT name FROM sqlite_master WHERE type = 'table'"
    : database.url.startsWith("mysql:")
      ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database()"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
  const rows = []
  for (const { name } of await database.query(names)) rows.push(await database.query(`SELECT * FROM ${String(name)}`))
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))
}

describe.for([...databases()])("two servers on one $name database", (kind) => {
  const skip = kind.skip ?? ("skip" in kamailio ? kamailio.skip : undefined)
  const test = it.skipIf(skip !== undefined)
  let database: TestDatabase
  let servers: ReadonlyArray<SipwrightServer>
  const secrets = new Set<string>()

  /** A client of a server, coming from a host by way of a proxy that is believed. */
  const client = (server: number, host = OFFICE): HermesClient => {
    const made = new HermesClient(fetch, `${servers[server]?.url}/api`)
    made.headers = { "x-forwarded-for": `203.0.113.99, ${host}` }
    return made
  }
  const keep = (made: HermesClient): HermesClient => {
    for (const secret of [made.session, made.authKey, ...made.cookies.values()]) if (secret) secrets.add(secret)
    return made
  }
  const loggedIn = async (name: string, server: number): Promise<HermesClient> => {
    const made = client(server)
    expect(outcome(await made.login(name, passwordOf(name)))).toBe("ok")
    return keep(made)
  }
  /** The same client at the other server. */
  const elsewhere = (made: HermesClient, server: number): HermesClient => {
    const other = client(server)
    other.session = made.session
    other.authKey = made.authKey
    for (const [name, value] of made.cookies) other.cookies.set(name, value)
    return other
  }
  const isIn = async (made: HermesClient) => outcome(await made.call("domain/list")) === "ok"
  const newKey = async (admin: HermesClient, parameters: Form) => {
    const { body } = await done(admin, "auth/new_apikey", { host: "198.51.100.0/24", access: "1", ...parameters })
    if (typeof body["key"] === "string") secrets.add(body["key"])
    return { id: String(body["id"]), key: String(body["key"]) }
  }

  let admin: HermesClient

  beforeAll(async () => {
    if (skip !== undefined) return
    database = await kind.create()
    await loadKamailioSchema(database)
    const start = () =>
      startSipwright({
        databaseUrl: database.url,
        domains: [DOMAIN],
        settings: { SIPWRIGHT_TRUST_PROXY: "127.0.0.1,::1", SIPWRIGHT_ADMIN_PASSWORD: passwordOf("admin") },
      })
    servers = [await start(), await start()]
    admin = await loggedIn("admin", 0)
    for (const access of ["full_read", "limited_read"]) {
      await done(admin, "auth/new_user", { username: access, password: passwordOf(access), access })
    }
    for (const name of ["admin", "full_read", "limited_read"]) secrets.add(passwordOf(name))
  })
  afterAll(async () => {
    for (const server of servers ?? []) await server.stop()
    await database?.close()
  })

  test("a session, its replaced key and its end are known to both", async () => {
    const here = await loggedIn("full_read", 0)
    const there = elsewhere(here, 1)
    expect(await isIn(there)).toBe(true)
    expect(outcome(await there.ping())).toBe("pong")
    keep(there)
    expect(outcome(await here.copy().ping())).toBe("failed/unauthorized")
    here.authKey = there.authKey
    expect(await isIn(here)).toBe(true)
    await done(here, "auth/logout")
    expect(await isIn(there)).toBe(false)
  })

  test("a level that is lowered and an operator who is removed are known to both at once", async () => {
    const there = await loggedIn("full_read", 1)
    await done(there, "auth/list_users")
    await done(admin, "auth/authorize_user", { user: "full_read", access: "limited_read" })
    expect(outcome(await there.call("auth/list_users"))).toBe("failed/forbidden")
    await done(admin, "auth/remove_user", { user: "full_read" })
    expect(await isIn(there)).toBe(false)
  })

  test("a key and its sessions end on both when it is removed, and its assertions are used once on both", async () => {
    const { id, key } = await newKey(admin, {})
    const program = client(1)
    expect(outcome(await program.open({ api_key: key }))).toBe("ok")
    keep(program)
    expect(outcome(await client(1, "192.0.2.1").open({ api_key: key }))).toBe("failed/unauthorized")

    const pair = await generateKeyPair("ES256")
    const signer = await newKey(admin, { public_key: await exportSPKI(pair.publicKey) })
    const assertion = await new SignJWT({ jti: "1" })
      .setProtectedHeader({ alg: "ES256" })
      .setIssuer(signer.id)
      .setSubject(signer.id)
      .setAudience("sipwright")
      .setExpirationTime("2m")
      .sign(pair.privateKey)
    secrets.add(assertion)
    const replies = await atOnce(16, (index) => client(index % 2, "198.51.100.77").open({ assertion }))
    expect(tally(replies)).toEqual({ ok: 1, "failed/unauthorized": 15 })

    await done(admin, "auth/remove_apikey", { key: id })
    expect(await isIn(program)).toBe(false)
    expect(outcome(await client(1).open({ api_key: key }))).toBe("failed/unauthorized")
  })

  test("tokens of the other dialects end on both", async () => {
    const url = (server: number) => servers[server]?.url ?? ""
    const body = JSON.stringify({ username: "limited_read", password: passwordOf("limited_read") })
    const login = async (path: string) => {
      const response = await fetch(`${url(0)}${path}`, { method: "POST", body })
      return (await response.json()) as Readonly<Record<string, string>>
    }
    const statuses = async (path: string, headers: Record<string, string>) => [
      (await fetch(`${url(0)}${path}`, { headers })).status,
      (await fetch(`${url(1)}${path}`, { headers })).status,
    ]
    const { key = "", token = "" } = await login("/login")
    const pair = { "x-key": key, "x-access-token": token }
    expect(await statuses("/api/v2/whoami", pair)).toEqual([200, 200])
    await fetch(`${url(1)}/logout`, { method: "POST", headers: pair })
    expect(await statuses("/api/v2/whoami", pair)).toEqual([401, 401])

    const { token: bearer = "" } = await login("/api/v3/auth")
    const authorization = { authorization: `Bearer ${bearer}` }
    expect(await statuses("/api/v3/users", authorization)).toEqual([200, 200])
    expect(await statuses("/api/domain/list?http_status=1", authorization)).toEqual([200, 200])

    const { sid = "" } = await login("/api/v1/session")
    const cookie = { cookie: `HOMERSESSID=${sid}` }
    const isIn = async (server: number) => {
      const response = await fetch(`${url(server)}/api/v1/session`, { headers: cookie })
      return ((await response.json()) as { readonly auth: string }).auth
    }
    expect([await isIn(0), await isIn(1)]).toEqual(["true", "true"])
    await fetch(`${url(1)}/api/v1/session`, { method: "DELETE", headers: cookie })
    expect([await isIn(0), await isIn(1)]).toEqual(["false", "false"])
    for (const secret of [key, token, bearer, sid]) secrets.add(secret)
  })

  test("10,000 wrong logins from one host hold up that host only, and leave little behind", async () => {
    const host = "203.0.113.5"
    const other = await loggedIn("limited_read", 1)
    const guess = (index: number) => client(index % 2, host).login(`nobody-${index % 700}`, WRONG)
    const counts: Record<string, number> = {}
    for (let wave = 0; wave < 20; wave++) {
      const [replies, mine] = await Promise.all([
        atOnce(500, (index) => guess(wave * 500 + index)),
        other.call("domain/list"),
      ])
      expect(outcome(mine)).toBe("ok")
      for (const [what, times] of Object.entries(tally(replies))) counts[what] = (counts[what] ?? 0) + times
    }
    const looked = counts["failed/unauthorized"] ?? 0
    expect(counts["failed/throttled"]).toBe(10_000 - looked)
    // Twenty, those under way beside the twentieth on either server, and one for each wait that was over.
    expect(looked).toBeLessThan(60)
    const [{ found } = { found: 0 }] = await database.query("SELECT count(*) AS found FROM sipwright_throttle")
    expect(Number(found)).toBeLessThan(100)
    for (const server of [0, 1]) {
      expect(outcome(await client(server, host).login("limited_read", passwordOf("limited_read")))).toBe(
        "failed/throttled",
      )
      await loggedIn("limited_read", server)
    }
  })

  test("neither the database nor the logs hold a secret", async () => {
    await done(admin, "domain/set_servers", {
      domain: DOMAIN,
      registrar: "a.bz",
      r_port: "5060",
      proxy: "a.bz",
      p_port: "5060",
      prov_url: "http://a.bz/",
    })
    const made = await done(admin, "user/add_local", { user: `alice@${DOMAIN}`, displayname: "", email: "" })
    const account = made.body["user"] as Readonly<Record<string, string>>
    secrets.add(String(account["password"]))
    const places = [await dump(database), ...servers.map((server) => server.log())]
    expect(places[0]).toContain("limited_read")
    expect(secrets.size).toBeGreaterThan(15)
    for (const secret of secrets) {
      for (const [index, place] of places.entries()) expect(place.includes(secret), `${secret} in ${index}`).toBe(false)
    }
  })
})
