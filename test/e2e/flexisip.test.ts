import { inject } from "vitest"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { databases, type TestDatabase } from "../support/databases.ts"
import { digestClients } from "../support/digest-clients.ts"
import { type Kamailio, startKamailio } from "../support/kamailio.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { invite, listen, register } from "../support/sip-client.ts"
import { type SipwrightServer, startSipwright } from "../support/sipwright-server.ts"

const DOMAIN = "sip.example.org"
const INSTANCE = "urn:uuid:00000000-0000-1000-8000-aabbccddeeff"

const kamailio = inject("kamailio")
const noKamailio = "skip" in kamailio ? kamailio.skip : undefined

describe.for(databases())("Flexisip's API before a real Kamailio on $name", (kind) => {
  const skip = kind.skip ?? noKamailio
  const test = it.skipIf(skip !== undefined)
  let database: TestDatabase
  let sip: Kamailio
  let sipwright: SipwrightServer
  let key: string

  beforeAll(async () => {
    if (skip !== undefined) return
    database = await kind.create()
    await loadKamailioSchema(database)
    sip = await startKamailio({ databaseUrl: database.kamailioUrl, mode: "ha1", usrlocDbMode: 1 })
    sipwright = await startSipwright({
      databaseUrl: database.url,
      domains: [DOMAIN],
      settings: { SIPWRIGHT_KAMAILIO_RPC_URL: sip.rpcUrl },
    })
    await sip.rpc("domain.reload")
    const admin = await sipwright.login()
    key = (await admin.ok("auth/new_apikey", { host: "127.0.0.1", access: "super" }))["key"] as string
  })

  afterAll(async () => {
    await sipwright?.stop()
    await sip?.stop()
    await database?.close()
  })

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sipwright.url}/api${path}`, {
      method,
      headers: { accept: "application/json", "content-type": "application/json", "x-api-key": key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, json: text === "" ? undefined : JSON.parse(text) }
  }

  const make = async (username: string, more: Readonly<Record<string, unknown>> = {}) => {
    const body = { username, password: "p4ssword", algorithm: "SHA-256", activated: true, ...more }
    const made = await call("POST", "/accounts", body)
    expect(made.status, made.text).toBe(200)
    return made.json.id as number
  }

  const tryRegister = async (user: string, more: Readonly<Record<string, string>> = {}) =>
    (await register({ server: sip.server, user, domain: DOMAIN, password: "p4ssword", ...more })).status

  const ring = async (user: string) =>
    (await invite({ server: sip.server, from: "friend@elsewhere.example", to: `${user}@${DOMAIN}` })).status

  test("an account that was made registers, and one that is not activated does not until it is", async () => {
    await make("alice")
    expect(await tryRegister("alice")).toBe(200)
    const id = await make("asleep", { activated: false })
    expect(await tryRegister("asleep")).not.toBe(200)
    expect((await call("POST", `/accounts/${id}/activate`)).status).toBe(200)
    expect(await tryRegister("asleep")).toBe(200)
  })

  test("who is blocked or deactivated stops ringing and cannot register, and can again after, by the old password", async () => {
    const id = await make("bob")
    const phone = await listen()
    try {
      for (const [off, on] of [
        ["block", "unblock"],
        ["deactivate", "activate"],
      ]) {
        expect(await tryRegister("bob", { contact: phone.contact("bob") })).toBe(200)
        expect(await ring("bob")).toBe(200)
        expect((await call("POST", `/accounts/${id}/${off}`)).status).toBe(200)
        expect(await ring("bob")).not.toBe(200)
        expect(await tryRegister("bob", { contact: phone.contact("bob") })).not.toBe(200)
        expect((await call("POST", `/accounts/${id}/${on}`)).status).toBe(200)
      }
      expect(await tryRegister("bob", { contact: phone.contact("bob") })).toBe(200)
      expect(await ring("bob")).toBe(200)
    } finally {
      await phone.close()
    }
  })

  test("a device that is deleted stops ringing, and the others do not", async () => {
    const id = await make("carol")
    const [first, second] = [await listen(), await listen()]
    try {
      await register({
        server: sip.server,
        user: "carol",
        domain: DOMAIN,
        password: "p4ssword",
        contact: first.contact("carol"),
        instance: INSTANCE,
        userAgent: "Phone/1.0",
      })
      const devices = await call("GET", `/accounts/${id}/devices`)
      expect(devices.json).toEqual({
        [INSTANCE]: {
          uuid: INSTANCE,
          update_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
          user_agent: "Phone/1.0",
        },
      })
      const age = Date.now() - Date.parse(devices.json[INSTANCE].update_time)
      expect(Math.abs(age)).toBeLessThan(120_000)
      expect(await tryRegister("carol", { contact: second.contact("carol") })).toBe(200)
      const removed = await call("DELETE", `/accounts/${id}/devices/${encodeURIComponent(INSTANCE)}`)
      expect([removed.status, removed.text]).toEqual([200, ""])
      expect(Object.keys((await call("GET", `/accounts/${id}/devices`)).json)).toHaveLength(1)
      expect(await ring("carol")).toBe(200)
      expect([first.calls.length, second.calls.length]).toEqual([0, 1])
      const again = await call("DELETE", `/accounts/${id}/devices/${encodeURIComponent(INSTANCE)}`)
      expect(again.status).toBe(200)
    } finally {
      await first.close()
      await second.close()
    }
  })

  test("a new password ends what was registered by the old one", async () => {
    const id = await make("dave")
    const phone = await listen()
    try {
      expect(await tryRegister("dave", { contact: phone.contact("dave") })).toBe(200)
      const put = { username: "dave", algorithm: "MD5", password: "an0ther" }
      expect((await call("PUT", `/accounts/${id}`, put)).status).toBe(200)
      expect(await ring("dave")).not.toBe(200)
      expect(await tryRegister("dave")).not.toBe(200)
      expect(await tryRegister("dave", { password: "an0ther", contact: phone.contact("dave") })).toBe(200)
      expect((await call("DELETE", `/accounts/${id}`)).status).toBe(200)
      expect(await ring("dave")).not.toBe(200)
    } finally {
      await phone.close()
    }
  })

  test.for(digestClients)("$name logs in with MD5 and with SHA-256, and not with a wrong password", async (client) => {
    if (client.skip !== undefined) return
    const url = `${sipwright.url}/api/accounts/me?with=query`
    for (const algorithm of ["MD5", "SHA-256"]) {
      const name = `${client.name.replace(/\W/g, "").toLowerCase()}-${algorithm.toLowerCase()}`
      await make(name, { algorithm, activated: false })
      const from = `sip:${name}@${DOMAIN}`
      const right = await client.get(url, { name, password: "p4ssword", from })
      expect([right.status, JSON.parse(right.body).username], algorithm).toEqual([200, name])
      expect((await client.get(url, { name, password: "wrong", from })).status, algorithm).toBe(401)
    }
  })

  test("the domain of a new space is served at once", async () => {
    const host = "127.0.0.1"
    for (const [domain, at] of [
      [DOMAIN, "space.example.org"],
      ["new.example.org", "other.example.org"],
    ]) {
      const made = await call("POST", "/spaces", { name: `Space ${domain}`, domain, host: at })
      expect([made.status, made.json.domain], `${host} ${made.text}`).toEqual([201, domain])
    }
    const body = { username: "eve", password: "p4ssword", algorithm: "MD5", domain: "new.example.org", activated: true }
    expect((await call("POST", "/accounts", body)).status).toBe(200)
    const registered = await register({
      server: sip.server,
      user: "eve",
      domain: "new.example.org",
      password: "p4ssword",
    })
    expect(registered.status).toBe(200)
    expect((await call("GET", "/spaces")).json.map((space: { domain: string }) => space.domain)).toEqual([
      "new.example.org",
      DOMAIN,
    ])
  })
})
