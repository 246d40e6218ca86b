import { DirectoryUnavailable, OperatorDirectories } from "@sipwright/core"
import { Effect, Layer } from "effect"
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose"
import { describe, expect, it } from "vitest"
import { outcome } from "../hermes/client.ts"
import { done } from "../hermes/fixtures.ts"
import { memory, stores } from "../hermes/stores.ts"
import { LEVELS, passwordOf, useWorld } from "../hermes/world.ts"
import { HomerClient } from "./client.ts"

const HOUR = 3_600_000
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const BAD_TOKEN = [401, '{"message":"invalid or expired jwt"}']

describe.each(stores)("HOMER 7 over $name", (kind) => {
  const used = useWorld(kind)

  const client = () => new HomerClient(used.world.request)
  const loggedIn = async (name: string) => {
    const made = client()
    expect((await made.auth(name, passwordOf(name))).status).toBe(201)
    return made
  }
  const users = async (made: HomerClient) => {
    const { status, text } = await made.send("GET", "/v3/users")
    return [status, text]
  }

  it("answers a token with the claims that its clients read", async () => {
    await done(used.writer, "auth/update_user", { user: "full_write", fullname: "Ann Alba", email: "a@b.c" })
    const { status, body } = await client().auth("full_write", passwordOf("full_write"))
    expect(status).toBe(201)
    expect(Object.keys(body)).toEqual(["token", "scope", "user"])
    expect(body).toEqual({ token: expect.any(String), scope: expect.stringMatching(GUID), user: { admin: true } })
    const token = String(body["token"])
    expect(decodeProtectedHeader(token)).toEqual({ typ: "JWT", alg: "HS256" })
    expect(decodeJwt(token)).toEqual({
      username: "full_write",
      useradmin: true,
      usergroup: "admin",
      externalauth: false,
      externaltype: "",
      displayname: "Ann Alba",
      avatar: "",
      exp: Math.floor((used.world.clock.now + 20 * HOUR) / 1000),
      jti: expect.any(String),
    })
    expect(await used.world.backDoor.storedText()).not.toContain(token)
    const reader = await client().auth("full_read", passwordOf("full_read"))
    expect(reader.body["user"]).toEqual({ admin: false })
  })

  it("shows operators themselves, and admins everybody", async () => {
    const reader = await loggedIn("full_read")
    const { body } = await reader.send("GET", "/v3/users")
    const own = {
      username: "full_read",
      partid: 10,
      email: "",
      password: "",
      enabled: true,
      firstname: "full_read",
      lastname: "",
      department: "",
      usergroup: "user",
      guid: expect.stringMatching(GUID),
    }
    expect(body).toEqual({ count: 1, data: [own] })
    const [shown] = body["data"] as [Record<string, unknown>]
    expect(Object.keys(shown)).toEqual(Object.keys(own))
    expect((await reader.send("GET", `/v3/users/${String(shown["guid"])}`)).body).toEqual({ count: 1, data: [own] })
    const admin = await loggedIn("full_write")
    const all = (await admin.send("GET", "/v3/users")).body
    expect(all["count"]).toBe(LEVELS.length)
    expect((all["data"] as ReadonlyArray<Record<string, unknown>>).map(({ username }) => username)).toEqual(
      [...LEVELS].toSorted(),
    )
    expect((await admin.send("GET", `/v3/users/${String(shown["guid"])}`)).body).toEqual({ count: 0, data: [] })
    expect((await reader.send("GET", "/v3/users/groups")).text).toBe('{"count":3,"data":["admin","user","support"]}')
    expect((await reader.send("GET", "/v3/users/profile")).body).toEqual({
      count: 0,
      data: {
        guid: shown["guid"],
        username: "full_read",
        displayname: "full_read",
        avatar: "",
        group: "user",
        admin: false,
        external_auth: false,
        external_profile: "",
      },
    })
  })

  it("looks access up at each call, on each server", async () => {
    const beside = kind.takesTwoWriters ? used.world.beside({}) : used.world
    const made = await loggedIn("full_write")
    const there = new HomerClient(beside.request)
    there.bearer = made.bearer
    const root = await used.world.as("super")
    await done(root, "auth/authorize_user", { user: "full_write", access: "limited_read" })
    expect((await there.send("GET", "/v3/users")).body["count"]).toBe(1)
    await done(root, "auth/remove_user", { user: "full_write" })
    expect(await users(there)).toEqual(BAD_TOKEN)
    await done(root, "auth/new_user", { username: "full_write", password: "another password", access: "full_write" })
    expect(await users(there)).toEqual(BAD_TOKEN)
    if (kind.takesTwoWriters) await beside.close()
  })

  it("refuses what is no good token", async () => {
    const made = await loggedIn("super")
    const token = made.bearer ?? ""
    const [head = "", body = "", signature = ""] = token.split(".")
    const claims = decodeJwt(token)
    const raised = btoa(JSON.stringify({ ...claims, username: "full_write" })).replace(/=+$/, "")
    expect(await users(client())).toEqual([401, '{"message":"Login required"}'])
    for (const bearer of [
      "x",
      `${head}.${raised}.${signature}`,
      `${head}.${body}.`,
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32)),
    ]) {
      const forged = client()
      forged.bearer = bearer
      expect(await users(forged)).toEqual(BAD_TOKEN)
    }
    expect((await users(made))[0]).toBe(200)
    used.world.clock.advance(20 * HOUR)
    expect(await users(made)).toEqual(BAD_TOKEN)
  })
})

describe("HOMER 7", () => {
  const used = useWorld(memory)
  const client = (host?: string) => new HomerClient(used.world.request, host)

  it("opens the Hermes nodes with its token", async () => {
    const made = client()
    await made.auth("full_read", passwordOf("full_read"))
    const hermes = used.world.client()
    const headers = { authorization: `Bearer ${made.bearer}` }
    expect(outcome(await hermes.send("auth/list_users", { headers }))).toBe("ok")
    expect(outcome(await hermes.send("auth/new_user", { headers }))).toBe("failed/forbidden")
  })

  it("refuses logins in its own words", async () => {
    for (const [body, status, answer] of [
      [
        { username: "super", password: "x" },
        401,
        { statuscode: 401, error: "Unauthorized", message: "incorrect password" },
      ],
      [
        { username: "mallory", password: "x" },
        401,
        { statuscode: 401, error: "Unauthorized", message: "incorrect password" },
      ],
      ["{", 400, { data: {}, message: "request format is not correct" }],
      [
        { password: "x" },
        400,
        {
          data: {},
          message:
            "Key: 'UserloginDetails.Username' Error:Field validation for 'Username' failed on the 'required' tag",
        },
      ],
    ] as const) {
      const reply = await client().post("/v3/auth", body)
      expect([reply.status, reply.text]).toEqual([status, JSON.stringify(answer)])
    }
    for (let index = 0; index < 5; index++) await client("203.0.113.1").auth("full_read", "x")
    const held = await client("203.0.113.1").auth("full_read", passwordOf("full_read"))
    expect([held.status, held.headers.get("retry-after"), held.body["statuscode"]]).toEqual([429, "1", 429])
    expect((await client().post("/v3/auth", { username: "x".repeat(1024 * 1024) })).status).toBe(413)
  })

  it("tells anybody what one can log in by", async () => {
    const { status, text } = await client().send("GET", "/v3/auth/type/list")
    expect([status, text]).toEqual([
      200,
      JSON.stringify({
        count: 1,
        data: {
          internal: { name: "Internal", type: "internal", position: 1, enable: true },
          ldap: { name: "LDAP", type: "ldap", position: 2, enable: false },
        },
        message: "all good",
      }),
    ])
  })

  it("tells what there is and what not to those who are in", async () => {
    expect((await client().send("GET", "/v3/nothing")).status).toBe(401)
    const made = client()
    await made.auth("super", passwordOf("super"))
    const reply = await made.send("GET", "/v3/nothing")
    expect([reply.status, reply.text]).toEqual([404, '{"message":"Not Found"}'])
    for (const [method, path] of [
      ["POST", "/v3/users"],
      ["GET", "/v3/auth"],
      ["HEAD", "/v3/users"],
    ] as const) {
      expect((await made.send(method, path)).status).toBe(405)
    }
  })

  const down = Effect.suspend(() => Effect.fail(new DirectoryUnavailable({ directory: "ldap" })))
  const directories = Layer.succeed(OperatorDirectories, [{ name: "ldap", find: () => down, authenticate: () => down }])

  it("is 503 where a directory is down", async () => {
    const world = used.world.beside({ directories })
    const reply = await new HomerClient(world.request).auth("super", passwordOf("super"))
    expect([reply.status, reply.body["statuscode"]]).toEqual([503, 503])
    await world.close()
  })

  describe("http_auth", () => {
    const ask = (host: string, body: unknown) => client(host).post("/v3/http_auth", body)
    const no = [200, '{"auth":false}']

    it("tells HOMER whose name and password it is", async () => {
      await done(used.writer, "auth/update_user", { user: "full_write", fullname: "Ann Alba", email: "a@b.c" })
      const { status, body } = await ask("127.0.0.1", { username: "full_write", password: passwordOf("full_write") })
      expect([status, body]).toEqual([
        200,
        {
          auth: true,
          data: {
            username: "full_write",
            email: "a@b.c",
            firstname: "Ann",
            lastname: "Alba",
            department: "",
            usergroup: "admin",
            guid: expect.stringMatching(GUID),
            partid: 10,
            enabled: true,
          },
        },
      ])
    })

    it("says no to everything else, always with 200", async () => {
      const good = { username: "super", password: passwordOf("super") }
      for (const [host, body] of [
        ["127.0.0.1", { username: "super", password: "x" }],
        ["127.0.0.1", { username: "mallory", password: "x" }],
        ["127.0.0.1", {}],
        ["127.0.0.1", "{"],
        ["127.0.0.1", { ...good, padding: "x".repeat(1024 * 1024) }],
        ["203.0.113.1", good],
      ] as const) {
        const reply = await ask(host, body)
        expect([reply.status, reply.text]).toEqual(no)
      }
      const headers = { "content-type": "application/json", "x-forwarded-for": "203.0.113.1" }
      const passed = await client("127.0.0.1").send("POST", "/v3/http_auth", { headers, body: JSON.stringify(good) })
      expect(passed.text).toBe(no[1])
      const world = used.world.beside({ directories })
      const gone = await new HomerClient(world.request, "127.0.0.1").post("/v3/http_auth", good)
      expect([gone.status, gone.text]).toEqual(no)
      await world.close()
    })

    it("answers the addresses it is told to", async () => {
      const world = used.world.beside({ app: { homer: { httpAuthAllow: ["192.0.2.0/24"] } } })
      const good = { username: "super", password: passwordOf("super") }
      const from = async (host: string) =>
        (await new HomerClient(world.request, host).post("/v3/http_auth", good)).body["auth"]
      expect([await from("192.0.2.9"), await from("127.0.0.1")]).toEqual([true, false])
      await world.close()
    })

    it("counts by name and not by host, which is HOMER for everybody", async () => {
      const check = async (username: string, password: string) =>
        (await ask("127.0.0.1", { username, password })).body["auth"]
      for (let index = 0; index < 25; index++) await check(`nobody-${index}`, "x")
      expect(await check("super", passwordOf("super"))).toBe(true)
      for (let index = 0; index < 5; index++) await check("super", "x")
      expect(await check("super", passwordOf("super"))).toBe(false)
      expect(await check("full_read", passwordOf("full_read"))).toBe(true)
      used.world.clock.advance(1000)
      expect(await check("super", passwordOf("super"))).toBe(true)
    })
  })
})
