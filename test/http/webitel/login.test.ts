import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose"
import { describe, expect, it } from "vitest"
import { outcome } from "../hermes/client.ts"
import { addLocal, ALICE, done } from "../hermes/fixtures.ts"
import { memory, stores } from "../hermes/stores.ts"
import { passwordOf, useWorld } from "../hermes/world.ts"
import { type Reply, WebitelClient } from "./client.ts"

const DAY = 24 * 60 * 60 * 1000

/** The documented root has these, in this order. */
const ROOT = [
  "license",
  "system/reload",
  "account",
  "domain/item",
  "domain",
  "gateway/profile",
  "gateway",
  "outbound/list",
  "cdr/media",
  "cdr/files",
  "cdr",
  "hook",
  "book",
  "dialer/members",
  "dialer",
  "cc/queue",
  "cc/members",
  "cc/tiers",
  "channels",
  "rotes/domain",
  "rotes/extension",
  "rotes/public",
  "rotes/default",
  "calendar",
  "blacklist",
  "acl/resource",
  "acl/roles",
]

const said = ({ status, body }: Reply) => [status, body["info"] ?? body["status"]]

describe.each(stores)("Webitel logins over $name", (kind) => {
  const used = useWorld(kind)

  const client = (host?: string) => new WebitelClient(used.world.request, host)
  const loggedIn = async (name: string, password = passwordOf(name)) => {
    const made = client()
    expect((await made.login(name, password)).status).toBe(200)
    return made
  }
  const makeAlice = async () => {
    const { body } = await addLocal(used.writer, ALICE)
    return String((body["user"] as Record<string, unknown>)["password"])
  }

  it("answers a super as the documents have root, field by field", async () => {
    const { status, body, text, headers } = await client().login("super", passwordOf("super"))
    expect(status).toBe(200)
    expect(headers.get("content-type")).toMatch(/^application\/json/)
    expect(Object.keys(body)).toEqual(["key", "username", "expires", "token", "role", "roleName", "acl", "cdr"])
    const acl = Object.fromEntries(ROOT.map((resource) => [resource, ["*"]]))
    expect(body).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      username: "super",
      expires: used.world.clock.now + 100 * DAY,
      token: expect.any(String),
      role: 2,
      roleName: "root",
      acl,
      cdr: { host: "", useProxy: "true" },
    })
    expect(text).toContain(`"acl":${JSON.stringify(acl)}`)
    const token = String(body["token"])
    expect(decodeProtectedHeader(token)).toEqual({ typ: "JWT", alg: "HS256" })
    expect(JSON.stringify(decodeJwt(token))).toBe(
      JSON.stringify({ exp: body["expires"], acl: { cdr: ["*"], "cdr/files": ["*"], "cdr/media": ["*"] } }),
    )
  })

  it("gives each level its role", async () => {
    for (const [name, role, roleName] of [
      ["super", 2, "root"],
      ["full_write", 1, "admin"],
      ["full_read", 0, "user"],
      ["limited_read", 0, "user"],
    ] as const) {
      const { body } = await client().login(name, passwordOf(name))
      expect([body["role"], body["roleName"]]).toEqual([role, roleName])
    }
  })

  it("logs a SIP account in by its SIP password, as a user of its domain", async () => {
    const password = await makeAlice()
    const alice = client()
    const { body } = await alice.login(ALICE, password)
    expect(Object.keys(body).slice(0, 4)).toEqual(["key", "domain", "username", "expires"])
    expect(body).toMatchObject({ domain: "bar.bz", username: ALICE, role: 0, roleName: "user" })
    expect(Object.keys(decodeJwt(String(body["token"]))["acl"] as object)).toEqual(["cdr", "cdr/files"])
    expect((await alice.whoami()).body).toMatchObject({ id: ALICE, domain: "bar.bz", roleName: "user" })
    await done(used.writer, "user/block", { user: ALICE })
    expect(said(await alice.whoami())).toEqual([401, "Invalid User"])
    expect(said(await client().login(ALICE, password))).toEqual([401, "Invalid credentials"])
    await done(used.writer, "user/unblock", { user: ALICE })
    expect((await alice.whoami()).status).toBe(200)
    await done(used.writer, "user/change_pw", { user: ALICE, password: "an entirely new one" })
    expect(said(await alice.whoami())).toEqual([401, "Invalid User"])
    expect((await alice.login(ALICE, "an entirely new one")).status).toBe(200)
    await done(used.writer, "user/remove", { user: ALICE })
    expect(said(await alice.whoami())).toEqual([401, "Invalid User"])
    await makeAlice()
    expect(said(await alice.whoami())).toEqual([401, "Invalid User"])
  })

  it("refuses in the documented words", async () => {
    await makeAlice()
    for (const [body, status, info] of [
      [{ username: "super", password: "not it" }, 401, "Invalid credentials"],
      [{ username: "super", password: "" }, 401, "Invalid credentials"],
      [{ username: "none", password: passwordOf("none") }, 401, "Invalid credentials"],
      [{ username: ALICE, password: "not it" }, 401, "Invalid credentials"],
      [{ username: "mallory", password: "x" }, 404, "User not found"],
      [{ username: "nobody@bar.bz", password: "x" }, 404, "User not found"],
      [{ password: "x" }, 400, "User name is required"],
      [{ username: "", password: "x" }, 400, "User name is required"],
      [{}, 400, "User name is required"],
      [{ username: "super" }, 401, "Invalid credentials"],
    ] as const) {
      const reply = await client().send("POST", "/login", { body })
      expect([reply.status, reply.text]).toEqual([status, JSON.stringify({ status: "error", info })])
    }
  })

  it("hides unknown names where it is told to", async () => {
    const world = used.world.beside({ app: { webitel: { hideUnknown: true } } })
    const reply = await new WebitelClient(world.request).login("mallory", "x")
    expect(said(reply)).toEqual([401, "Invalid credentials"])
    await world.close()
  })

  it("ends a pair once, and lets others of the same user live", async () => {
    const first = await loggedIn("super")
    const second = await loggedIn("super")
    const { status, text } = await first.send("POST", "/logout")
    expect([status, text]).toEqual([200, '{"status":"OK","info":"Successful logout."}'])
    expect(said(await first.whoami())).toEqual([401, "Invalid User"])
    expect(said(await first.send("POST", "/logout"))).toEqual([401, "Bad caller"])
    expect((await second.whoami()).status).toBe(200)
    const mixed = client()
    mixed.tokens = { ...second.tokens, key: "7db2665d-1e59-4f80-b65c-2372f32d678d" }
    expect(said(await mixed.send("POST", "/logout"))).toEqual([401, "Bad caller"])
    mixed.tokens = { token: second.tokens.token ?? "" }
    expect(said(await mixed.send("POST", "/logout"))).toEqual([401, "Bad caller"])
    expect((await second.whoami()).status).toBe(200)
  })

  it("a logged-out token, a lowered access and a removed operator are known to another server at once", async () => {
    const beside = kind.takesTwoWriters ? used.world.beside({}) : used.world
    const there = async (made: WebitelClient) => {
      const other = new WebitelClient(beside.request)
      other.tokens = made.tokens
      return other.whoami()
    }
    const out = await loggedIn("full_read")
    await out.send("POST", "/logout")
    expect((await there(out)).status).toBe(401)
    const admin = await loggedIn("full_write")
    expect((await there(admin)).body["roleName"]).toBe("admin")
    const root = await used.world.as("super")
    await done(root, "auth/authorize_user", { user: "full_write", access: "limited_read" })
    expect((await there(admin)).body["roleName"]).toBe("user")
    await done(root, "auth/remove_user", { user: "full_write" })
    expect(said(await there(admin))).toEqual([401, "Invalid User"])
    if (kind.takesTwoWriters) await beside.close()
  })

  it("keeps neither token nor key in clear", async () => {
    const { tokens } = await loggedIn("super")
    const text = await used.world.backDoor.storedText()
    for (const secret of [tokens.key, tokens.token, tokens.token?.split(".")[2]]) {
      expect(text.includes(String(secret))).toBe(false)
    }
  })
})

describe("Webitel calls", () => {
  const used = useWorld(memory)

  const client = (host?: string) => new WebitelClient(used.world.request, host)
  const loggedIn = async (name: string) => {
    const made = client()
    await made.login(name, passwordOf(name))
    return made
  }

  it("say who calls, with the role of this moment", async () => {
    const made = await loggedIn("limited_read")
    const { body } = await made.whoami()
    expect(Object.keys(body)).toEqual(["acl", "id", "roleName", "expires", "cdr"])
    expect(body).toMatchObject({ id: "limited_read", roleName: "user", expires: used.world.clock.now + 100 * DAY })
  })

  it("take the tokens from the body before the query before the header", async () => {
    const { tokens } = await loggedIn("full_read")
    const { token = "", key = "" } = tokens
    const query = `/api/v2/acl/roles?access_token=${token}&x_key=${key}`
    expect((await client().send("GET", query)).status).toBe(200)
    expect((await client().send("GET", query, { headers: { "x-access-token": "x", "x-key": "y" } })).status).toBe(200)
    const body = { access_token: token, x_key: key }
    expect((await client().send("POST", "/logout?access_token=x&x_key=y", { body })).status).toBe(200)
    const bad = await client().send("GET", "/api/v2/whoami?access_token=x", { headers: { "x-access-token": token } })
    expect(said(bad)).toEqual([401, "Invalid token"])
  })

  it("are refused in the documented order and words", async () => {
    const made = await loggedIn("super")
    const { token = "", key = "" } = made.tokens
    const [head = "", body = "", signature = ""] = token.split(".")
    const foreign = await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ typ: "JWT", alg: "HS256" })
      .sign(new Uint8Array(32))
    const raised = btoa(JSON.stringify({ ...decodeJwt(token), exp: 9e15 })).replace(/=+$/, "")
    const other = await loggedIn("super")
    for (const [tokens, info] of [
      [{}, "Invalid token"],
      [{ key }, "Invalid token"],
      [{ token: "x", key }, "Invalid token"],
      [{ token: `${head}.${raised}.${signature}`, key }, "Invalid token"],
      [{ token: `${head}.${body}.`, key }, "Invalid token"],
      [{ token: foreign, key }, "Invalid token"],
      [{ token: new UnsecuredJWT(decodeJwt(token)).encode(), key }, "Invalid token"],
      [{ token }, "Invalid Token or Key"],
      [{ token, key: "x" }, "Invalid User"],
      [{ token, key: token }, "Invalid User"],
    ] as const) {
      const caller = client()
      caller.tokens = tokens
      expect((await caller.whoami()).text).toBe(JSON.stringify({ status: "error", info }))
    }
    // A millisecond apart, so that the tokens differ.
    used.world.clock.advance(1)
    const later = await loggedIn("super")
    const crossed = client()
    crossed.tokens = { token: later.tokens.token ?? "", key: other.tokens.key ?? "" }
    expect(said(await crossed.whoami())).toEqual([401, "Invalid User"])
    used.world.clock.advance(100 * DAY)
    expect(said(await made.whoami())).toEqual([401, "Token Expired"])
  })

  it("in headers open the Hermes nodes too, in query and body they do not", async () => {
    const { tokens } = await loggedIn("full_read")
    const { token = "", key = "" } = tokens
    const hermes = used.world.client()
    const headers = { "x-access-token": token, "x-key": key }
    expect(outcome(await hermes.send("auth/list_users", { headers }))).toBe("ok")
    expect(outcome(await hermes.send("auth/list_users", { headers: { "x-access-token": token } }))).toBe(
      "failed/unauthorized",
    )
    const parameters = { access_token: token, x_key: key }
    expect(outcome(await hermes.call("auth/list_users", parameters))).toBe("failed/unauthorized")
    expect(outcome(await hermes.get("auth/list_users", parameters))).toBe("failed/unauthorized")
  })

  it("hold wrong passwords up, with 429", async () => {
    for (let index = 0; index < 5; index++) await client("203.0.113.1").login("super", "not it")
    const held = await client("203.0.113.1").login("super", passwordOf("super"))
    expect([held.status, held.headers.get("retry-after"), held.body["status"]]).toEqual([429, "1", "error"])
  })

  it.each([
    ["no JSON", "POST", "/login", "{", 400],
    ["an array", "POST", "/login", "[]", 400],
    ["a name that is an object", "POST", "/login", { username: {}, password: "x" }, 400],
    ["NUL in a name", "POST", "/login", { username: "a\0", password: "x" }, 400],
    ["half a surrogate pair", "POST", "/login", '{"username":"\\ud800","password":"x"}', 400],
    ["a name given twice", "POST", "/login", '{"username":"a","username":"b","password":"x"}', 400],
    ["a long name", "POST", "/login", { username: "x".repeat(200), password: "x" }, 400],
    ["a body that is too large", "POST", "/login", { username: "x".repeat(1024 * 1024) }, 413],
    ["a body that is too large", "POST", "/logout", { x: "x".repeat(1024 * 1024) }, 413],
    ["no JSON at logout", "POST", "/logout", "{", 400],
    ["GET of a login", "GET", "/login", undefined, 405],
    ["HEAD", "HEAD", "/api/v2/whoami", undefined, 405],
    ["DELETE of nothing", "DELETE", "/api/v2/whoami", undefined, 405],
  ])("%s is refused", async (_, method, path, body, status) => {
    const reply = await client().send(method, path, { body })
    expect(reply.status).toBe(status)
    if (method !== "HEAD") expect(Object.keys(reply.body)).toEqual(["status", "info"])
  })

  it("answer unknown paths to those who may come in", async () => {
    expect(said(await client().send("GET", "/api/v2/nothing"))).toEqual([401, "Invalid token"])
    const made = await loggedIn("super")
    expect(said(await made.send("GET", "/api/v2/nothing"))).toEqual([404, "/api/v2/nothing not found."])
  })

  it("may come from pages of any origin, without cookies", async () => {
    const headers = { origin: "https://app.example.org" }
    const preflight = await client().send("OPTIONS", "/api/v2/whoami", { headers })
    expect(preflight.status).toBe(200)
    expect(preflight.headers.get("access-control-allow-headers")).toBe("Content-type,Accept,X-Access-Token,X-Key")
    for (const reply of [preflight, await client().send("POST", "/login", { headers, body: {} })]) {
      expect(reply.headers.get("access-control-allow-origin")).toBe("https://app.example.org")
      expect(reply.headers.get("access-control-allow-credentials")).toBeNull()
    }
  })
})
