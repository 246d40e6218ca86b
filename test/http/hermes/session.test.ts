import { describe, expect, it } from "vitest"
import { type Form, type HermesClient, outcome } from "./client.ts"
import { atOnce, done, tally } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { passwordOf, useWorld } from "./world.ts"

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const COOKIE = "hermes_session"

/** Whether the credentials that the client holds are good for a call. */
const isIn = async (client: HermesClient): Promise<boolean> => {
  const decided = outcome(await client.call("domain/list"))
  expect(["ok", "failed/unauthorized"]).toContain(decided)
  return decided === "ok"
}

const attributesOf = (headers: Headers): ReadonlyArray<string> =>
  headers.getSetCookie().flatMap((line) =>
    line
      .split(";")
      .slice(1)
      .map((attribute) => attribute.trim().toLowerCase()),
  )

describe.each(stores)("sessions over $name", (kind) => {
  const used = useWorld(kind)

  const login = (parameters: Form) => used.world.client().call("auth/login", parameters)

  describe("auth/login", () => {
    it("answers a session and its key, and sets the cookie", async () => {
      const reply = await login({ username: "super", password: passwordOf("super") })
      expect(reply.body).toEqual({
        response: "ok",
        session: expect.any(String),
        auth_key: expect.any(String),
        expires_in: 300,
      })
      const [line = ""] = reply.headers.getSetCookie()
      const secret = /^hermes_session=([^;]+)/.exec(line)?.[1]
      const secrets = [secret, reply.body["session"], reply.body["auth_key"]]
      expect(new Set(secrets).size).toBe(3)
      for (const each of secrets) expect(each).toMatch(/^[\w-]{32,}$/)
    })

    it("marks the cookie HttpOnly and SameSite=Strict, and Secure over https only", async () => {
      const credentials = { username: "super", password: passwordOf("super") }
      const plain = await used.world.client("http://sip.test/api").call("auth/login", credentials)
      const secure = await used.world.client("https://sip.test/api").call("auth/login", credentials)
      for (const { headers } of [plain, secure]) {
        expect(attributesOf(headers)).toEqual(expect.arrayContaining(["httponly", "samesite=strict", "path=/"]))
      }
      expect(attributesOf(plain.headers)).not.toContain("secure")
      expect(attributesOf(secure.headers)).toContain("secure")
    })

    it("opens another session each time, beside the old one", async () => {
      const first = await used.world.as("super")
      const second = await used.world.as("super")
      expect(second.session).not.toBe(first.session)
      expect([await isIn(first), await isIn(second)]).toEqual([true, true])
    })

    it.each([
      ["a wrong password", { username: "super", password: "not the password" }],
      ["the password of somebody else", { username: "super", password: passwordOf("full_read") }],
      ["an unknown name", { username: "mallory", password: passwordOf("super") }],
      ["an empty password", { username: "super", password: "" }],
      ["an operator without access", { username: "none", password: passwordOf("none") }],
      ["a name in capitals", { username: "SUPER", password: passwordOf("super") }],
    ])("refuses %s", async (_, credentials) => {
      const reply = await login(credentials)
      expect(outcome(reply)).toBe("failed/unauthorized")
      expect(reply.headers.getSetCookie()).toEqual([])
      expect(reply.body).not.toHaveProperty("session")
    })

    it("refuses an unknown name and a wrong password in the same words", async () => {
      const wrong = await login({ username: "super", password: "not the password" })
      const unknown = await login({ username: "mallory", password: "not the password" })
      expect(unknown.text).toBe(wrong.text)
    })

    it.each([
      ["username", { password: "a password" }],
      ["username", { username: "", password: "a password" }],
      ["password", { username: "super" }],
    ])("needs a %s", async (name, credentials: Form) => {
      const reply = await login(credentials)
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })

    it("needs no earlier session, and does not mind a stale one", async () => {
      const client = used.world.client()
      client.session = "stale"
      client.authKey = "stale"
      client.cookies.set(COOKIE, "stale")
      expect(outcome(await client.login("super", passwordOf("super")))).toBe("ok")
      expect(await isIn(client)).toBe(true)
    })
  })

  describe("a call", () => {
    it.each(["session", "authKey"] as const)("needs the %s", async (name) => {
      const client = await used.world.as("super")
      for (const value of [undefined, "", "wrong", "x".repeat(5000), "ünïcode"]) {
        const without = client.copy()
        without[name] = value
        expect(await isIn(without), String(value)).toBe(false)
      }
    })

    it("needs the cookie", async () => {
      const client = await used.world.as("super")
      for (const value of [undefined, "", "wrong", "x".repeat(5000)]) {
        const without = client.copy()
        without.cookies.clear()
        if (value !== undefined) without.cookies.set(COOKIE, value)
        expect(await isIn(without), String(value)).toBe(false)
      }
      expect(await isIn(client)).toBe(true)
    })

    it("does not mix the parts of two sessions", async () => {
      const first = await used.world.as("super")
      const second = await used.world.as("super")
      for (const part of ["session", "authKey", "cookie"] as const) {
        const mixture = first.copy()
        if (part === "cookie") mixture.cookies.set(COOKIE, second.cookies.get(COOKIE) ?? "")
        else mixture[part] = second[part]
        expect(await isIn(mixture), part).toBe(false)
      }
    })

    it("takes nothing that stands in the store for a credential", async () => {
      const client = await used.world.as("super")
      const stored = await used.world.backDoor.storedText()
      for (const secret of [client.session, client.authKey, client.cookies.get(COOKIE)]) {
        expect(stored.includes(String(secret))).toBe(false)
      }
    })
  })

  describe("auth/ping", () => {
    it("answers `pong` with another key, and refreshes the cookie", async () => {
      const client = await used.world.as("limited_read")
      const { authKey: before } = client
      const cookie = client.cookies.get(COOKIE)
      const reply = await client.ping()
      expect(reply.body).toEqual({ response: "pong", auth_key: expect.any(String), expires_in: 300 })
      expect(client.authKey).not.toBe(before)
      expect(reply.headers.getSetCookie()).toHaveLength(1)
      expect(client.cookies.get(COOKIE)).toBe(cookie)
      expect(await isIn(client)).toBe(true)
    })

    it("leaves the old key good for 10 s, for calls in flight", async () => {
      const client = await used.world.as("super")
      const old = client.copy()
      await client.ping()
      expect(await isIn(old)).toBe(true)
      used.world.clock.advance(10 * SECOND - 1)
      expect(await isIn(old)).toBe(true)
      used.world.clock.advance(1)
      expect(await isIn(old)).toBe(false)
      expect(await isIn(client)).toBe(true)
    })

    it("does not let the old key outlive its own expiry", async () => {
      const client = await used.world.as("super")
      const old = client.copy()
      used.world.clock.advance(5 * MINUTE - 4 * SECOND)
      await client.ping()
      used.world.clock.advance(4 * SECOND - 1)
      expect(await isIn(old)).toBe(true)
      used.world.clock.advance(1)
      expect(await isIn(old)).toBe(false)
      expect(await isIn(client)).toBe(true)
    })

    it("forgets a key for good when it is replaced twice", async () => {
      const client = await used.world.as("super")
      const [first, second] = [client.copy(), client.copy()]
      await client.ping()
      second.authKey = client.authKey
      await client.ping()
      expect([await isIn(first), await isIn(second), await isIn(client)]).toEqual([false, true, true])
    })

    it("takes the current key only, not one that was replaced", async () => {
      const client = await used.world.as("super")
      const old = client.copy()
      await client.ping()
      expect(outcome(await old.ping())).toBe("failed/unauthorized")
      expect(await isIn(client)).toBe(true)
    })

    it("rotates once, however many ping at the same time", async () => {
      const client = await used.world.as("super")
      const replies = await atOnce(20, () => client.copy().ping())
      expect(tally(replies)).toEqual({ pong: 1, "failed/unauthorized": 19 })
      const after = client.copy()
      after.authKey = String(replies.find((reply) => outcome(reply) === "pong")?.body["auth_key"])
      expect(await isIn(after)).toBe(true)
    })

    it("has to come before the key expires", async () => {
      const client = await used.world.as("super")
      used.world.clock.advance(5 * MINUTE - 1)
      expect(await isIn(client)).toBe(true)
      const late = client.copy()
      await client.ping()
      used.world.clock.advance(5 * MINUTE)
      expect(await isIn(client)).toBe(false)
      expect(outcome(await client.ping())).toBe("failed/unauthorized")
      expect(outcome(await late.ping())).toBe("failed/unauthorized")
    })

    it.each([
      ["no session", { session: "" }],
      ["an unknown session", { session: "unknown" }],
      ["a session of 5000 characters", { session: "x".repeat(5000) }],
      ["no key", { auth_key: "" }],
      ["a wrong key", { auth_key: "a wrong key" }],
      ["a key of 5000 characters", { auth_key: "x".repeat(5000) }],
    ])("is `unauthorized` with %s", async (_, parameters: Form) => {
      const client = await used.world.as("super")
      expect(outcome(await client.call("auth/ping", parameters))).toBe("failed/unauthorized")
      expect(await isIn(client)).toBe(true)
    })

    it("is `unauthorized` without the cookie", async () => {
      const client = await used.world.as("super")
      const without = client.copy()
      without.cookies.clear()
      expect(outcome(await without.ping())).toBe("failed/unauthorized")
      expect(outcome(await client.ping())).toBe("pong")
    })
  })

  describe("auth/logout", () => {
    it("ends the session and drops the cookie", async () => {
      const client = await used.world.as("super")
      const copy = client.copy()
      const reply = await client.call("auth/logout")
      expect(reply.body).toEqual({ response: "ok" })
      expect(client.cookies.has(COOKIE)).toBe(false)
      expect(await isIn(copy)).toBe(false)
      expect(outcome(await copy.ping())).toBe("failed/unauthorized")
    })

    it("needs no key", async () => {
      const client = await used.world.as("super")
      client.authKey = undefined
      const copy = client.copy()
      expect(outcome(await client.call("auth/logout"))).toBe("ok")
      expect(await isIn(copy)).toBe(false)
    })

    it("is ok again and again, and for a session that has expired", async () => {
      const client = await used.world.as("super")
      const copies = [client.copy(), client.copy(), client.copy()]
      for (const copy of copies) expect(outcome(await copy.call("auth/logout"))).toBe("ok")
      const late = await used.world.as("super")
      used.world.clock.advance(8 * DAY)
      expect(outcome(await late.call("auth/logout"))).toBe("ok")
    })

    it("needs the session's own cookie", async () => {
      const client = await used.world.as("super")
      for (const cookie of [undefined, "wrong"]) {
        const without = client.copy()
        without.cookies.clear()
        if (cookie !== undefined) without.cookies.set(COOKIE, cookie)
        expect(outcome(await without.call("auth/logout"))).toBe("failed/unauthorized")
      }
      expect(await isIn(client)).toBe(true)
    })

    it("needs a session", async () => {
      const reply = await used.world.client().call("auth/logout")
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("session")
    })

    it("leaves other sessions of the operator alone", async () => {
      const [client, other] = [await used.world.as("super"), await used.world.as("super")]
      await client.call("auth/logout")
      expect(await isIn(other)).toBe(true)
    })
  })

  describe("where the cookie is not required", () => {
    it("session and key are enough for calls, ping and logout", async () => {
      const world = used.world.beside({ hermes: { requireCookie: false } })
      const client = await world.as("super")
      client.cookies.clear()
      expect(await isIn(client)).toBe(true)
      const reply = await client.ping()
      expect(outcome(reply)).toBe("pong")
      expect(reply.headers.getSetCookie()).toEqual([])
      client.authKey = `${client.authKey}x`
      expect(await isIn(client)).toBe(false)
      await done(client, "auth/logout")
      await world.close()
    })
  })

  describe("where keys live longer than sessions", () => {
    const open = async () => {
      const world = used.world.beside({ deployment: { authKeyTtl: 30 * DAY } })
      return { world, client: await world.as("super") }
    }

    it("a session ends 8 h after its last use", async () => {
      const { world, client } = await open()
      for (let use = 0; use < 4; use++) {
        world.clock.advance(8 * HOUR - 1)
        expect(await isIn(client)).toBe(true)
      }
      world.clock.advance(8 * HOUR)
      expect(await isIn(client)).toBe(false)
      await world.close()
    })

    it("a session slides with pings too", async () => {
      const { world, client } = await open()
      for (let use = 0; use < 4; use++) {
        world.clock.advance(8 * HOUR - 1)
        expect(outcome(await client.ping())).toBe("pong")
      }
      await world.close()
    })

    it("no session lives longer than 7 days", async () => {
      const { world, client } = await open()
      for (let use = 0; use < 27; use++) {
        world.clock.advance(6 * HOUR)
        expect(outcome(await client.ping())).toBe("pong")
      }
      world.clock.advance(6 * HOUR - 1)
      expect(await isIn(client)).toBe(true)
      world.clock.advance(1)
      expect(await isIn(client)).toBe(false)
      expect(outcome(await client.ping())).toBe("failed/unauthorized")
      await world.close()
    })

    it("refused calls do not keep a session alive", async () => {
      const { world, client } = await open()
      const wrong = client.copy()
      wrong.authKey = "wrong"
      world.clock.advance(8 * HOUR - MINUTE)
      expect(await isIn(wrong)).toBe(false)
      world.clock.advance(MINUTE)
      expect(await isIn(client)).toBe(false)
      await world.close()
    })
  })

  it("are good on every server over the same store", async () => {
    const other = used.world.beside({})
    const client = await used.world.as("super")
    const there = other.clientLike(client)
    expect(await isIn(there)).toBe(true)
    expect(outcome(await there.ping())).toBe("pong")
    expect(outcome(await client.ping())).toBe("failed/unauthorized")
    await other.close()
  })

  it("rotate their key once, however many ping at the same time on two servers", async () => {
    const other = used.world.beside({})
    const client = await used.world.as("super")
    const replies = await atOnce(20, (index) =>
      (index % 2 === 0 || !kind.takesTwoWriters ? client.copy() : other.clientLike(client)).call("auth/ping"),
    )
    expect(tally(replies)).toEqual({ pong: 1, "failed/unauthorized": 19 })
    await other.close()
  })
})
