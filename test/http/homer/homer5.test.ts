import { DirectoryUnavailable, OperatorDirectories } from "@sipwright/core"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { outcome } from "../hermes/client.ts"
import { done } from "../hermes/fixtures.ts"
import { memory, stores } from "../hermes/stores.ts"
import { passwordOf, useWorld } from "../hermes/world.ts"
import { HomerClient } from "./client.ts"

const MINUTE = 60_000

const wrongSession = (sid = "") => ({ sid, auth: "false", status: 403, message: "wrong session", data: [] })

describe.each(stores)("HOMER 5 over $name", (kind) => {
  const used = useWorld(kind)

  const client = (host?: string) => new HomerClient(used.world.request, host)
  const loggedIn = async (name: string) => {
    const made = client()
    expect((await made.login(name, passwordOf(name))).body["auth"]).toBe("true")
    return made
  }
  const isIn = async (made: HomerClient) => (await made.send("GET", "/v1/session")).body["status"] === 200

  it("opens a session, and answers as documented", async () => {
    await done(used.writer, "auth/update_user", {
      user: "full_write",
      fullname: "Alexandr von Dubovikov",
      email: "a@b.c",
    })
    const made = client()
    const { status, text, headers, body } = await made.login("full_write", passwordOf("full_write"))
    expect(status).toBe(200)
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8")
    expect(text).toBe(JSON.stringify(body, undefined, 4))
    expect(Object.keys(body)).toEqual(["status", "sid", "auth", "message", "data"])
    const data = body["data"] as Record<string, string>
    expect(Object.keys(data)).toEqual(["uid", "username", "gid", "grp", "firstname", "lastname", "email", "lastvisit"])
    expect(body).toEqual({
      status: 200,
      sid: expect.stringMatching(/^[0-9a-v]{26}$/),
      auth: "true",
      message: "ok",
      data: {
        uid: expect.stringMatching(/^\d+$/),
        username: "full_write",
        gid: "10",
        grp: "users,admins",
        firstname: "Alexandr",
        lastname: "von Dubovikov",
        email: "a@b.c",
        lastvisit: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      },
    })
    expect(made.cookie).toBe(body["sid"])
    const again = await client().login("full_write", passwordOf("full_write"))
    expect((again.body["data"] as Record<string, string>)["uid"]).toBe(data["uid"])

    const session = await made.send("GET", "/v1/session")
    const own = { username: "full_write", gid: "10", grp: "users,admins" }
    expect(session.text).toBe(JSON.stringify({ sid: made.cookie, auth: "true", status: 200, data: own }, undefined, 4))
    const user = await made.send("GET", "/v1/user")
    expect(Object.keys(user.body)).toEqual(["sid", "auth", "status", "data"])
    expect(user.body["auth"]).toBe(true)
    expect(user.body["data"]).toEqual({ ...data, lastvisit: expect.any(String), department: "" })
  })

  it("follows the access level with grp, at the next call", async () => {
    for (const [name, grp] of [
      ["super", "users,admins"],
      ["full_write", "users,admins"],
      ["full_read", "users"],
      ["limited_read", "users"],
    ] as const) {
      const { body } = await client().login(name, passwordOf(name))
      expect((body["data"] as Record<string, string>)["grp"]).toBe(grp)
    }
    const beside = kind.takesTwoWriters ? used.world.beside({}) : used.world
    const made = await loggedIn("full_write")
    const there = new HomerClient(beside.request)
    there.cookie = made.cookie
    const grp = async () => ((await there.send("GET", "/v1/session")).body["data"] as Record<string, string>)["grp"]
    expect(await grp()).toBe("users,admins")
    const root = await used.world.as("super")
    await done(root, "auth/authorize_user", { user: "full_write", access: "full_read" })
    expect(await grp()).toBe("users")
    await done(root, "auth/remove_user", { user: "full_write" })
    expect((await there.send("GET", "/v1/session")).body).toEqual(wrongSession(made.cookie))
    if (kind.takesTwoWriters) await beside.close()
  })

  it("gives a new id at each login, never one that the client came with, and ends the old session", async () => {
    const made = client()
    made.cookie = "tcuass65ejl2lifoopuuurpmq7"
    await made.login("super", passwordOf("super"))
    const first = made.cookie
    expect(first).not.toBe("tcuass65ejl2lifoopuuurpmq7")
    await made.login("super", passwordOf("super"))
    expect(made.cookie).not.toBe(first)
    expect(await isIn(made)).toBe(true)
    made.cookie = first
    expect(await isIn(made)).toBe(false)
  })

  it("ends an hour after its last use", async () => {
    const made = await loggedIn("super")
    for (let index = 0; index < 5; index++) {
      used.world.clock.advance(50 * MINUTE)
      expect(await isIn(made)).toBe(true)
    }
    used.world.clock.advance(61 * MINUTE)
    expect((await made.send("GET", "/v1/session")).body).toEqual(wrongSession(made.cookie))
  })

  it.each([
    ["DELETE", "/v1/session"],
    ["GET", "/v1/logout"],
  ])("ends by %s %s, as often as one likes, on every server", async (method, path) => {
    const made = await loggedIn("super")
    const sid = made.cookie
    const deleted = { sid: "", auth: "true", status: 200, message: "session deleted" }
    for (let index = 0; index < 2; index++) {
      expect((await made.send(method, path)).text).toBe(JSON.stringify(deleted, undefined, 4))
      expect(made.cookie).toBeUndefined()
    }
    made.cookie = sid
    const beside = kind.takesTwoWriters ? used.world.beside({}) : undefined
    expect(await isIn(made)).toBe(false)
    if (beside !== undefined) {
      const there = new HomerClient(beside.request)
      there.cookie = sid
      expect(await isIn(there)).toBe(false)
      await beside.close()
    }
  })

  it("keeps no id in clear, and its cookie alone opens no Hermes node", async () => {
    const made = await loggedIn("super")
    expect(await used.world.backDoor.storedText()).not.toContain(made.cookie)
    const hermes = used.world.client()
    hermes.cookies.set("HOMERSESSID", made.cookie ?? "")
    hermes.cookies.set("hermes_session", made.cookie ?? "")
    expect(outcome(await hermes.call("domain/list"))).toBe("failed/unauthorized")
    const forged = { session: made.cookie ?? "", auth_key: "" }
    expect(outcome(await hermes.call("domain/list", forged))).toBe("failed/unauthorized")
  })
})

describe("HOMER 5", () => {
  const used = useWorld(memory)
  const client = (host?: string) => new HomerClient(used.world.request, host)

  it.each([
    ["a wrong password", { username: "super", password: "x" }],
    ["an unknown name", { username: "mallory", password: "x" }],
    ["an empty password", { username: "super", password: "" }],
    ["an operator without access", { username: "none", password: passwordOf("none") }],
  ])("refuses %s", async (_, body) => {
    const reply = await client().post("/v1/session", body)
    expect(reply.status).toBe(200)
    const refused = { sid: "", auth: "false", status: 404, message: "bad password or username", data: [] }
    expect(reply.text).toBe(JSON.stringify(refused, undefined, 4))
    expect(reply.headers.getSetCookie()).toEqual([])
  })

  it("refuses without a session, in the words of each path", async () => {
    expect((await client().send("GET", "/v1/session")).body).toEqual(wrongSession())
    expect((await client().send("GET", "/v1/user")).body).toEqual({ ...wrongSession(), auth: false })
  })

  it("answers with the status of the body where it is set up so", async () => {
    const world = used.world.beside({ app: { homer: { status: "http" } } })
    const made = new HomerClient(world.request)
    for (const [status, reply] of [
      [403, await made.send("GET", "/v1/session")],
      [404, await made.login("super", "x")],
      [400, await made.post("/v1/session", {})],
      [400, await made.send("GET", "/v1/nothing")],
      [200, await made.login("super", passwordOf("super"))],
    ] as const) {
      expect([reply.status, reply.body["status"]]).toEqual([status, status])
    }
    await world.close()
  })

  it("marks the cookie HttpOnly and SameSite, and Secure over https", async () => {
    const body = JSON.stringify({ username: "super", password: passwordOf("super") })
    for (const scheme of ["http", "https"]) {
      const request = new Request(`${scheme}://sip.test/api/v1/session`, { method: "POST", body })
      const [line = ""] = (await used.world.request(request)).headers.getSetCookie()
      const attributes = line.toLowerCase().split("; ").slice(1)
      expect(attributes).toEqual(expect.arrayContaining(["path=/", "httponly", "samesite=strict"]))
      expect(attributes.includes("secure")).toBe(scheme === "https")
    }
  })

  it("reads JSON under any content type, and forms", async () => {
    const credentials = { username: "super", password: passwordOf("super") }
    const json = JSON.stringify(credentials)
    const form = new URLSearchParams(credentials)
    const multipart = new FormData()
    for (const [name, value] of Object.entries(credentials)) multipart.set(name, value)
    for (const sent of [
      { body: json },
      { body: json, headers: { "content-type": "application/x-www-form-urlencoded" } },
      { body: json, headers: { "content-type": "application/json; charset=UTF-8" } },
      { body: form },
      { body: multipart },
    ]) {
      expect((await client().send("POST", "/v1/session", sent)).body["auth"]).toBe("true")
    }
  })

  it("names what is missing or malformed", async () => {
    for (const [body, error, message] of [
      [{ password: "x" }, "MissingRequiredArgumentException", "Argument 'username' is missing."],
      [{ username: "", password: "x" }, "MissingRequiredArgumentException", "Argument 'username' is missing."],
      [{ username: "super" }, "MissingRequiredArgumentException", "Argument 'password' is missing."],
    ] as const) {
      const { text } = await client().post("/v1/session", body)
      expect(text).toBe(JSON.stringify({ status: 400, error, message }, undefined, 4))
    }
    for (const body of ["{", "[]", '{"username":{},"password":"x"}', '{"username":"a\\u0000","password":"x"}']) {
      expect((await client().post("/v1/session", body)).body["status"]).toBe(400)
    }
    for (const body of ['{"username":"\\ud800","password":"x"}', '{"username":"a","username":"b","password":"x"}']) {
      expect((await client().post("/v1/session", body)).body["status"]).toBe(400)
    }
    expect((await client().post("/v1/session", { username: "x".repeat(1024 * 1024) })).status).toBe(413)
  })

  it("knows no other routes, and answers other methods with those there are", async () => {
    const { body } = await client().send("GET", "/v1/nothing")
    const message = "There is no route for '/api/v1/nothing'."
    expect(body).toEqual({ status: 400, error: "RouteNotFoundException", message })
    for (const [method, path, allow] of [
      ["PUT", "/v1/session", "GET, POST, DELETE"],
      ["HEAD", "/v1/session", "GET, POST, DELETE"],
      ["POST", "/v1/logout", "GET"],
      ["HEAD", "/v1/nothing", null],
    ] as const) {
      const reply = await client().send(method, path)
      expect([reply.status, reply.headers.get("allow")]).toEqual([405, allow])
    }
  })

  it("holds wrong passwords up, with 429", async () => {
    for (let index = 0; index < 5; index++) await client("203.0.113.1").login("super", "x")
    const held = await client("203.0.113.1").login("super", passwordOf("super"))
    expect([held.status, held.headers.get("retry-after")]).toEqual([429, "1"])
    expect(held.body).toMatchObject({ sid: "", auth: "false", status: 429, data: [] })
  })

  it("says so where a directory is down", async () => {
    const down = Effect.suspend(() => Effect.fail(new DirectoryUnavailable({ directory: "ldap" })))
    const directories = Layer.succeed(OperatorDirectories, [
      { name: "ldap", find: () => down, authenticate: () => down },
    ])
    const world = used.world.beside({ directories })
    const { body } = await new HomerClient(world.request).login("super", passwordOf("super"))
    expect(body).toMatchObject({ auth: "false", status: 503, data: [] })
    await world.close()
  })
})
