import { createHash } from "node:crypto"
import { servedDomains } from "@sipwright/adapters/kamailio-rpc"
import { Effect, Result } from "effect"
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest"
import { databases, type TestDatabase } from "../../support/databases.ts"
import { type Kamailio, type KamailioOptions, startKamailio } from "../../support/kamailio.ts"
import { loadKamailioSchema } from "../../support/kamailio-schema.ts"
import { invite, listen, register } from "../../support/sip-client.ts"
import { controlOf, listAt, rejectionOf } from "./ask.ts"

const domain = "one.example"
const password = "s3cret"
const alice = { username: "Alice", domain: "One.Example" }
const instance = "urn:uuid:00000000-0000-1000-8000-aabbccddeeff"

const kamailio = inject("kamailio")
const [kind] = databases()
const it = test.skipIf("skip" in kamailio)

let database: TestDatabase
const running: Array<Kamailio> = []

const md5 = (text: string) => createHash("md5").update(text).digest("hex")

const addSubscriber = (user: string) =>
  database.query("INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES (?, ?, ?, ?, ?)", [
    user,
    domain,
    "filler",
    md5(`${user}:${domain}:${password}`),
    md5(`${user}@${domain}:${domain}:${password}`),
  ])

const start = async (options: Omit<KamailioOptions, "databaseUrl" | "mode">): Promise<Kamailio> => {
  const started = await startKamailio({ databaseUrl: database.kamailioUrl, mode: "ha1", ...options })
  running.push(started)
  return started
}

const phone = (
  { server }: Kamailio,
  contact: string,
  more: { readonly instance?: string; readonly userAgent?: string } = {},
) => register({ server, user: "Alice", domain, password, contact, ...more })

const call = async ({ server }: Kamailio): Promise<number> =>
  (await invite({ server, from: "friend@elsewhere.example", to: `alice@${domain}` })).status

beforeEach(async () => {
  if ("skip" in kamailio || kind === undefined) return
  database = await kind.create()
  await loadKamailioSchema(database)
  await database.query("INSERT INTO domain (domain) VALUES (?)", [domain])
  await addSubscriber("Alice")
  await addSubscriber("bob")
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
  await database?.close()
})

describe.each([
  { usrlocDbMode: 0, useDomain: false },
  { usrlocDbMode: 0, useDomain: true },
  { usrlocDbMode: 1, useDomain: false },
  { usrlocDbMode: 1, useDomain: true },
  { usrlocDbMode: 3, useDomain: true },
] as const)("Kamailio with db_mode $usrlocDbMode, use_domain $useDomain", (mode) => {
  it("has its contacts seen, and ended one by one or all at once", async () => {
    const sip = await start(mode)
    const options = { url: sip.rpcUrl }
    const control = controlOf(options)
    expect(await listAt(options, alice)).toEqual([])
    await control.endRegistrations(alice)
    await control.endRegistration(alice, "sip:Alice@127.0.0.1:9")

    const phones = [await listen(), await listen()] as const
    try {
      const [first, second] = phones.map((one) => one.contact("Alice")) as [string, string]
      const before = Math.floor(Date.now() / 1000)
      await phone(sip, first, { instance, userAgent: "Phone/1.0" })
      await phone(sip, second)
      await register({ server: sip.server, user: "bob", domain, password, contact: "sip:bob@127.0.0.1:9" })
      const found = await listAt(options, alice)
      const after = Math.floor(Date.now() / 1000)
      expect(found.map(({ contact }) => contact).toSorted()).toEqual([first, second].toSorted())
      const full = found.find(({ contact }) => contact === first)
      expect(full).toMatchObject({ instance, userAgent: "Phone/1.0", ruid: expect.stringMatching(/^uloc-/) })
      expect(found.find(({ contact }) => contact === second)?.instance).toBeUndefined()
      // The clock of a Kamailio ticks by itself, and it may have ticked in between.
      for (const { updated = 0, expires = 0 } of found) {
        expect(updated).toBeGreaterThanOrEqual(before - 1)
        expect(updated).toBeLessThanOrEqual(after + 1)
        expect(expires).toBeGreaterThanOrEqual(before + 299)
        expect(expires).toBeLessThanOrEqual(after + 301)
      }

      await control.endRegistration(alice, "sip:Alice@192.0.2.99")
      expect(await listAt(options, alice)).toHaveLength(2)
      await control.endRegistration(alice, first)
      expect((await listAt(options, alice)).map(({ contact }) => contact)).toEqual([second])
      expect(await call(sip)).toBe(200)
      expect(phones.map(({ calls }) => calls.length)).toEqual([0, 1])

      await phone(sip, first)
      expect(await listAt(options, alice)).toHaveLength(2)
      await control.endRegistrations(alice)
      expect(await listAt(options, alice)).toEqual([])
      expect(await call(sip)).toBe(404)
      expect(await listAt(options, { username: "bob", domain })).toHaveLength(1)
      expect(await database.query("SELECT username FROM location WHERE username = 'alice'")).toEqual([])
    } finally {
      await Promise.all(phones.map((one) => one.close()))
    }
  })

  it("has the account of another domain where it goes by domains, and only there", async () => {
    const sip = await start(mode)
    await phone(sip, "sip:Alice@127.0.0.1:9")
    const elsewhere = await listAt({ url: sip.rpcUrl }, { ...alice, domain: "two.example" })
    expect(elsewhere).toHaveLength(mode.useDomain ? 0 : 1)
  })
})

describe("Kamailio", () => {
  it("serves a new domain once it is told", async () => {
    const sip = await start({})
    const { reloadDomains } = controlOf({ url: sip.rpcUrl })
    const ask = async () =>
      (await register({ server: sip.server, user: "Alice", domain: "two.example", password })).status
    expect(await ask()).toBe(403)
    await database.query("INSERT INTO domain (domain) VALUES (?)", ["two.example"])
    expect(await ask()).toBe(403)
    await reloadDomains()
    expect(await ask()).toBe(401)
  })

  it("answers many calls, one after the other and at once", async () => {
    const sip = await start({})
    const options = { url: sip.rpcUrl }
    await phone(sip, "sip:Alice@127.0.0.1:9")
    for (let count = 0; count < 50; count++) expect(await listAt(options, alice)).toHaveLength(1)
    const lists = await Promise.all(Array.from({ length: 50 }, () => listAt(options, alice)))
    expect(lists.every((list) => list.length === 1)).toBe(true)
  })

  it("has contacts that stay for ever, and says so", async () => {
    const sip = await start({})
    // kamctl ul add: table, address, contact, expires, q, path, flags, branch flags, methods.
    await sip.rpc("ul.add", "location", `alice@${domain}`, "sip:gateway@192.0.2.1", 0, 1, "0", 0, 0, 0)
    expect(await listAt({ url: sip.rpcUrl }, alice)).toMatchObject([
      { contact: "sip:gateway@192.0.2.1", expires: undefined, updated: undefined, instance: undefined },
    ])
  })

  it("refuses a table that it has not, and a domain module that is not there", async () => {
    const sip = await start({ domains: [domain] })
    const options = { url: sip.rpcUrl, table: "nowhere" }
    const control = controlOf(options)
    const refused = { cause: { _tag: "KamailioRpcFailure", reason: "refused" } }
    expect(await rejectionOf(listAt(options, alice))).toMatchObject({ _tag: "RegistrationsUnavailable", ...refused })
    for (const attempt of [
      control.endRegistrations(alice),
      control.endRegistration(alice, "sip:a@b"),
      control.reloadDomains(),
    ]) {
      expect(await rejectionOf(attempt)).toMatchObject({ _tag: "KamailioUnreachable", ...refused })
    }
  })

  it("is one of two, which are seen and told together", async () => {
    const [one, other] = [await start({}), await start({})]
    const options = { url: [one.rpcUrl, other.rpcUrl] }
    await phone(one, "sip:Alice@127.0.0.1:9")
    await phone(other, "sip:Alice@127.0.0.1:9")
    await phone(other, "sip:Alice@127.0.0.1:10")
    const contacts = async () => (await listAt(options, alice)).map(({ contact }) => contact).toSorted()
    expect(await contacts()).toEqual(["sip:Alice@127.0.0.1:10", "sip:Alice@127.0.0.1:9"])
    await controlOf(options).endRegistration(alice, "sip:Alice@127.0.0.1:9")
    expect(await contacts()).toEqual(["sip:Alice@127.0.0.1:10"])
    await one.stop()
    expect(await rejectionOf(controlOf(options).endRegistrations(alice))).toMatchObject({ command: "ul.rm" })
    expect(await listAt({ url: other.rpcUrl }, alice)).toEqual([])
  })
})

it("Kamailio says which domains it serves", async () => {
  const sip = await start({ usrlocDbMode: 0 })
  await database.query("INSERT INTO domain (domain) VALUES (?)", ["Two.Example"])
  const served = async () =>
    (await Effect.runPromise(servedDomains({ url: [sip.rpcUrl, "http://127.0.0.1:1/RPC"] }))).map((one) =>
      Result.isSuccess(one.served) ? one.served.success.toSorted() : one.served.failure.reason,
    )
  expect(await served()).toEqual([[domain], "unreachable"])
  await controlOf({ url: sip.rpcUrl }).reloadDomains()
  expect(await served()).toEqual([["Two.Example", domain], "unreachable"])
})
