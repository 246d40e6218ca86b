import { inject } from "vitest"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type DatabaseKind, databases, type TestDatabase } from "../support/databases.ts"
import type { HermesSession } from "../support/hermes-session.ts"
import { type Kamailio, startKamailio } from "../support/kamailio.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { invite, listen, register } from "../support/sip-client.ts"
import { type SipwrightServer, startSipwright } from "../support/sipwright-server.ts"

const DOMAIN = "sip.example.org"

const servers = {
  domain: DOMAIN,
  registrar: DOMAIN,
  r_port: 5060,
  proxy: DOMAIN,
  p_port: 5060,
  prov_url: `http://${DOMAIN}/prov`,
}

/** How the tables came about, how passwords are stored, and the Kamailio that fits. */
interface Setting {
  readonly kind: DatabaseKind
  readonly schema: "Kamailio's schema" | "our schema"
  readonly storage: "ha1" | "plaintext"
  readonly mode: "ha1" | "plaintext" | "stock" | "stock-ha1"
  readonly skip?: string
}

const kamailio = inject("kamailio")
const noKamailio = "skip" in kamailio ? kamailio.skip : undefined

const settings: ReadonlyArray<Setting> = databases().flatMap((kind): ReadonlyArray<Setting> => {
  const skip = kind.skip ?? noKamailio
  const base = { kind, schema: "Kamailio's schema", ...(skip === undefined ? {} : { skip }) } as const
  return [
    { ...base, storage: "ha1", mode: "ha1" },
    { ...base, storage: "plaintext", mode: "plaintext" },
    { ...base, storage: "plaintext", mode: "stock" },
    { ...base, storage: "ha1", mode: "stock-ha1" },
    ...(kind.name === "sqlite" ? [{ ...base, schema: "our schema", storage: "ha1", mode: "ha1" } as const] : []),
  ]
})

describe.for(settings)("$kind.name with $schema, passwords as $storage, Kamailio in $mode", (setting) => {
  let database: TestDatabase
  let sipwright: SipwrightServer
  let admin: HermesSession
  let sip: Kamailio

  beforeAll(async () => {
    if (setting.skip !== undefined) return
    database = await setting.kind.create()
    if (setting.schema === "Kamailio's schema") await loadKamailioSchema(database)
    sipwright = await startSipwright({
      databaseUrl: database.url,
      domains: [DOMAIN],
      settings: { SIPWRIGHT_PASSWORD_STORAGE: setting.storage },
    })
    admin = await sipwright.login()
    await admin.ok("domain/set_servers", servers)
    sip = await startKamailio({ databaseUrl: database.kamailioUrl, mode: setting.mode })
  })

  afterAll(async () => {
    await sip?.stop()
    await sipwright?.stop()
    await database?.close()
  })

  const test = it.skipIf(setting.skip !== undefined)

  const add = async (user: string) =>
    (await admin.ok("user/add_local", { user: `${user}@${DOMAIN}`, displayname: user, email: "" })).user

  const tryRegister = (user: string, password: string, more: { authUser?: string; contact?: string } = {}) =>
    register({ server: sip.server, user, domain: DOMAIN, password, ...more })

  test("registers a new account with the answered password, and with no other", async () => {
    const { password } = await add("alice")
    expect((await tryRegister("alice", password)).status).toBe(200)
    expect((await tryRegister("alice", password, { authUser: `alice@${DOMAIN}` })).status).toBe(200)
    expect((await tryRegister("alice", "wrong")).status).not.toBe(200)
    expect((await tryRegister("alice", "wrong", { authUser: `alice@${DOMAIN}` })).status).not.toBe(200)
  })

  test("never registers with the empty password", async () => {
    await add("empty")
    expect((await tryRegister("empty", "")).status).not.toBe(200)
    expect((await tryRegister("empty", "", { authUser: `empty@${DOMAIN}` })).status).not.toBe(200)
    expect(await database.query("SELECT username FROM subscriber WHERE password = ''")).toEqual([])
  })

  test("takes a changed password and refuses the old one", async () => {
    const { password } = await add("bob")
    await admin.ok("user/change_pw", { user: `bob@${DOMAIN}`, password: "p'ä€ss \\word" })
    expect((await tryRegister("bob", password)).status).not.toBe(200)
    expect((await tryRegister("bob", "p'ä€ss \\word")).status).toBe(200)
  })

  test("keeps a blocked account out, and lets it in again with its old password", async () => {
    const { password } = await add("carol")
    await admin.ok("user/block", { user: `carol@${DOMAIN}` })
    expect((await tryRegister("carol", password)).status).not.toBe(200)
    await admin.ok("user/unblock", { user: `carol@${DOMAIN}` })
    expect((await tryRegister("carol", password)).status).toBe(200)
  })

  test("reaches the account by its alias", async () => {
    const { password } = await add("dave")
    const caller = await add("caller")
    await admin.ok("alias/add", { alias: `+4712345678@${DOMAIN}`, destination: `dave@${DOMAIN}` })
    const phone = await listen()
    try {
      expect((await tryRegister("dave", password, { contact: phone.contact("dave") })).status).toBe(200)
      const from = `caller@${DOMAIN}`
      const answer = await invite({
        server: sip.server,
        from,
        to: `+4712345678@${DOMAIN}`,
        password: caller.password,
      })
      expect(answer.status).toBe(200)
      expect((await phone.nextCall()).requestUri).toBe(phone.contact("dave"))
    } finally {
      await phone.close()
    }
  })

  test("refuses a removed account", async () => {
    const { password } = await add("erin")
    expect((await tryRegister("erin", password)).status).toBe(200)
    await admin.ok("user/remove", { user: `erin@${DOMAIN}` })
    expect((await tryRegister("erin", password)).status).not.toBe(200)
  })

  test("makes no account in a domain that Kamailio does not serve", async () => {
    const foreign = { user: "frank@foreign.example", displayname: "", email: "" }
    expect(await admin.call("user/add_local", foreign)).toMatchObject({ response: "failed", cause: "nxdomain" })
    const answer = await register({ server: sip.server, user: "frank", domain: "foreign.example", password: "x" })
    expect(answer.status).not.toBe(200)
  })
})
