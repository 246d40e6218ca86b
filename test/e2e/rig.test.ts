import { createHash, randomBytes } from "node:crypto"
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest"
import { databases, type TestDatabase } from "../support/databases.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { type Kamailio, type KamailioMode, type KamailioOptions, startKamailio } from "../support/kamailio.ts"
import { invite, type Listener, listen, options, register } from "../support/sip-client.ts"

const domain = "one.example"
const password = "s3cret pä€ss"
const stranger = "friend@elsewhere.example"

describe.each(databases())("database on $name", (kind) => {
  test.skipIf(kind.skip !== undefined)("each one is fresh, takes ? for a parameter and answers rows", async () => {
    const [one, other] = await Promise.all([kind.create(), kind.create()])
    try {
      await one.query("CREATE TABLE t (a VARCHAR(10), b INTEGER)")
      await one.query("INSERT INTO t (a, b) VALUES (?, ?)", ["?x", 3])
      expect(await one.query("SELECT a, b FROM t WHERE a <> '?' AND b = ?", [3])).toEqual([{ a: "?x", b: 3 }])
      await expect(other.query("SELECT a FROM t")).rejects.toThrow()
    } finally {
      await Promise.all([one.close(), other.close()])
    }
  })
})

const kamailioSkip = ((found) => ("skip" in found ? found.skip : undefined))(inject("kamailio"))

describe.each(databases())("Kamailio on $name", (kind) => {
  const skip = kamailioSkip ?? kind.skip
  let database: TestDatabase | undefined
  let running: Kamailio | undefined
  let phone: Listener | undefined

  const back = (): TestDatabase => {
    if (database === undefined) throw new Error("no database")
    return database
  }

  const start = async (
    mode: KamailioMode,
    more: Omit<KamailioOptions, "databaseUrl" | "mode"> = {},
  ): Promise<Kamailio> => {
    running = await startKamailio({ databaseUrl: back().kamailioUrl, mode, ...more })
    return running
  }

  const registers = async ({ server }: Kamailio, user: string, secret: string, authUser = user): Promise<number> =>
    (await register({ server, user, domain, password: secret, authUser })).status

  beforeAll(async () => {
    if (skip !== undefined) return
    database = await kind.create()
    await loadKamailioSchema(database)
    await database.query("INSERT INTO domain (domain) VALUES (?)", [domain])
    await addSubscriber(database, { user: "clear", stored: password })
    await addSubscriber(database, { user: "hashed", stored: randomBytes(24).toString("hex") })
    // What other tools leave behind when they store hashes only.
    await addSubscriber(database, { user: "hole", stored: "" })
    await addSubscriber(database, { user: "sha", stored: "filler", algorithm: "sha256", realm: "pbx" })
    await database.query("INSERT INTO dbaliases (alias_username, alias_domain, username, domain) VALUES (?, ?, ?, ?)", [
      "sales",
      domain,
      "clear",
      domain,
    ])
  })

  afterEach(async () => {
    await phone?.close()
    await running?.stop()
    phone = undefined
    running = undefined
  })

  afterAll(async () => database?.close())

  const it = test.skipIf(skip !== undefined)

  it("ha1: the hashes let in, and an empty password column does no harm", async () => {
    const kamailio = await start("ha1")
    expect(await registers(kamailio, "hashed", password)).toBe(200)
    expect(await registers(kamailio, "hashed", password, `hashed@${domain}`)).toBe(200)
    expect(await registers(kamailio, "hole", password)).toBe(200)
    expect(await registers(kamailio, "hashed", "wrong")).toBe(401)
    expect(await registers(kamailio, "hashed", "")).toBe(401)
    expect(await registers(kamailio, "hole", "")).toBe(401)
    expect(await registers(kamailio, "nobody", password)).toBe(401)
  })

  it("plaintext: the clear text lets in, and an empty column lets in the empty password", async () => {
    const kamailio = await start("plaintext")
    expect(await registers(kamailio, "clear", password)).toBe(200)
    expect(await registers(kamailio, "clear", password, `clear@${domain}`)).toBe(200)
    expect(await registers(kamailio, "clear", "wrong")).toBe(401)
    expect(await registers(kamailio, "clear", "")).toBe(401)
    expect(await registers(kamailio, "hashed", password)).toBe(401)
    expect(await registers(kamailio, "hole", "")).toBe(200)
  })

  it("ha1: SHA-256, one realm for all and no table of domains", async () => {
    const more = { algorithm: "SHA-256", realm: "pbx", useDomain: false, domains: [domain] } as const
    const kamailio = await start("ha1", more)
    expect(await registers(kamailio, "sha", password)).toBe(200)
    expect(await registers(kamailio, "sha", "wrong")).toBe(401)
    expect(await registers(kamailio, "hashed", password)).toBe(401)
  })

  it("a domain is refused until it is in the table and reloaded", async () => {
    const { server, rpc } = await start("ha1")
    const ask = async (): Promise<number> =>
      (await register({ server, user: "hashed", domain: "two.example", password })).status
    expect(await ask()).toBe(403)
    await back().query("INSERT INTO domain (domain) VALUES (?)", ["two.example"])
    expect(await ask()).toBe(403)
    await rpc("domain.reload")
    expect(await ask()).toBe(401)
    await expect(rpc("no.such")).rejects.toThrow("no.such")
  })

  it("contacts are written to location and end with ul.rm or with expires=0", async () => {
    const { server, rpc } = await start("ha1", { usrlocDbMode: 1 })
    const account = { server, user: "hashed", domain, password }
    const contact = "sip:hashed@127.0.0.1:9"
    const rows = () => back().query("SELECT username, contact FROM location WHERE username = ?", ["hashed"])
    expect(await register({ ...account, contact })).toMatchObject({ status: 200, contacts: [contact] })
    expect(await rows()).toEqual([{ username: "hashed", contact }])
    expect(JSON.stringify(await rpc("ul.dump"))).toContain(contact)
    await rpc("ul.rm", "location", `hashed@${domain}`)
    expect(await register({ ...account, contact: null })).toMatchObject({ status: 200, contacts: [] })
    expect((await register({ ...account, contact })).contacts).toEqual([contact])
    expect((await register({ ...account, contact, expires: 0 })).contacts).toEqual([])
    expect(await rows()).toEqual([])
  })

  it.each(["plaintext", "stock"] as const)("%s: a call to an alias rings the registered phone", async (mode) => {
    const { server } = await start(mode)
    phone = await listen()
    const contact = phone.contact("clear")
    expect((await register({ server, user: "clear", domain, password, contact })).status).toBe(200)
    expect((await invite({ server, from: stranger, to: `sales@${domain}` })).status).toBe(200)
    expect(await phone.nextCall()).toMatchObject({ requestUri: contact, to: `sip:sales@${domain}` })
    const toHerself = { server, from: `clear@${domain}`, to: `clear@${domain}` }
    expect((await invite({ ...toHerself, password })).status).toBe(200)
    expect((await invite({ ...toHerself, password: "wrong" })).status).toBe(407)
    expect((await invite({ server, from: stranger, to: `nobody@${domain}` })).status).toBe(404)
    expect(phone.calls).toHaveLength(2)
  })

  it("a phone may refuse", async () => {
    const { server } = await start("ha1")
    phone = await listen({ answer: 603 })
    const contact = phone.contact("hashed")
    expect((await register({ server, user: "hashed", domain, password, contact })).status).toBe(200)
    expect((await invite({ server, from: stranger, to: `hashed@${domain}` })).status).toBe(603)
  })

  it("stock: the distribution's own kamailio.cfg, without a change", async () => {
    const kamailio = await start("stock")
    expect((await options({ server: kamailio.server })).status).toBe(200)
    expect(await registers(kamailio, "clear", password)).toBe(200)
    expect(await registers(kamailio, "clear", "wrong")).toBe(401)
    expect(await registers(kamailio, "clear", "")).toBe(401)
    expect(await registers(kamailio, "hashed", password)).toBe(401)
    expect(await registers(kamailio, "hashed", "")).toBe(401)
    expect(await registers(kamailio, "hole", "")).toBe(200)
    expect(JSON.stringify(await kamailio.rpc("domain.dump"))).toContain(domain)
  })

  it("stock-ha1: two changed lines make it read the hashes", async () => {
    const kamailio = await start("stock-ha1")
    expect(await registers(kamailio, "hashed", password)).toBe(200)
    expect(await registers(kamailio, "hashed", password, `hashed@${domain}`)).toBe(200)
    expect(await registers(kamailio, "hashed", "wrong")).toBe(401)
    expect(await registers(kamailio, "clear", "")).toBe(401)
    expect(await registers(kamailio, "hole", "")).toBe(401)
  })
})

interface Subscriber {
  readonly user: string
  /** The column `password`; the hashes are always those of the right password. */
  readonly stored: string
  readonly algorithm?: "md5" | "sha256"
  readonly realm?: string
}

async function addSubscriber(
  database: TestDatabase,
  { user, stored, algorithm = "md5", realm = domain }: Subscriber,
): Promise<void> {
  const hash = (name: string): string => createHash(algorithm).update(`${name}:${realm}:${password}`).digest("hex")
  await database.query("INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES (?, ?, ?, ?, ?)", [
    user,
    domain,
    stored,
    hash(user),
    hash(`${user}@${domain}`),
  ])
}
