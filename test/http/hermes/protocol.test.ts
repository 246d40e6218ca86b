import { createApp, hermes } from "@sipwright/http"
import { describe, expect, it } from "vitest"
import { type Form, HermesClient, outcome, type RawCall } from "./client.ts"
import { addLocal, addRemote, ALICE, CAROL, done, userObject } from "./fixtures.ts"
import { NODES } from "./nodes.ts"
import { memory } from "./stores.ts"
import { BARE, LOCAL, passwordOf, useWorld } from "./world.ts"

const FORM = "application/x-www-form-urlencoded"
const MIB = 1024 * 1024

const encoded = (parameters: Form): string => new URLSearchParams(parameters).toString()

/** A body of so many bytes that comes in pieces, without a length in front. */
const inPieces = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> => {
  const size = 64 * 1024
  let from = 0
  return new ReadableStream({
    pull: (controller) => {
      if (from < bytes.length) controller.enqueue(bytes.slice(from, (from += size)))
      else controller.close()
    },
  })
}

// What is tried here happens in front of the store, so one will do.
describe("the protocol", () => {
  const used = useWorld(memory)

  const raw = (node: string, call: RawCall) => used.writer.send(node, call)
  /** A POST whose session is in the query, so that anything can be tried in the body. */
  const posted = (node: string, type: string | undefined, body: BodyInit | undefined) =>
    raw(node, {
      query: encoded(used.writer.credentials()),
      ...(type === undefined ? {} : { type }),
      ...(body === undefined ? {} : { body }),
    })
  const json = (node: string, body: string) => posted(node, "application/json", body)

  describe("parameters", () => {
    it("of query and body are merged, and the body wins", async () => {
      await addLocal(used.writer, ALICE)
      const query = { user: "nobody@bar.bz", linetext: "from the query" }
      const reply = await used.writer.mixed("user/update", query, { user: ALICE, displayname: "from the body" })
      expect(reply.body["updated"]).toEqual(["displayname", "linetext"])
      const asJson = await json(`user/get`, JSON.stringify({ user: ALICE }))
      expect(asJson.body["user"]).toMatchObject({ displayname: "from the body", linetext: "from the query" })
    })

    it("of a body win where the body's is empty, too", async () => {
      await addLocal(used.writer, ALICE, { displayname: "Alice" })
      await used.writer.mixed("user/update", { displayname: "from the query" }, { user: ALICE, displayname: "" })
      expect(await userObject(used.writer, ALICE)).toMatchObject({ displayname: "" })
    })

    it("that nobody knows are ignored", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "user/get", {
        user: ALICE,
        favourite_colour: "blue",
        "": "",
        __proto__: "x",
        toString: "y",
      })
    })

    it("of a GET are taken from the query only", async () => {
      const reply = await raw("domain/list", { method: "GET", query: encoded(used.writer.credentials()) })
      expect(outcome(reply)).toBe("ok")
    })

    it.each([
      ["in a query", (): RawCall => ({ method: "GET", query: `user=${ALICE}&user=${ALICE}` })],
      ["in the query of a POST", (): RawCall => ({ query: `user=${ALICE}&user=${ALICE}` })],
      ["in a form", (): RawCall => ({ type: FORM, body: `user=${ALICE}&user=${ALICE}` })],
      ["in JSON", (): RawCall => ({ type: "application/json", body: `{"user":"${ALICE}","user":"${ALICE}"}` })],
      [
        "in JSON, spelled in two ways",
        (): RawCall => ({ type: "application/json", body: `{"user":"${ALICE}", "\\u0075ser" : null}` }),
      ],
    ])("that are given twice %s are `invalid`/`parameters`", async (_, call) => {
      await addLocal(used.writer, ALICE)
      const { query, ...rest } = call()
      const credentials = encoded(used.writer.credentials())
      const reply = await raw("user/get", {
        ...rest,
        query: query === undefined ? credentials : `${credentials}&${query}`,
      })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("user")
    })

    it("of JSON may be numbers and booleans, which mean their text", async () => {
      await addLocal(used.writer, ALICE)
      await json("permission/set", JSON.stringify({ user: ALICE, permission: 63 }))
      expect((await done(used.writer, "permission/get", { user: ALICE })).body["permission"]).toBe(63)
      await json("user/update", JSON.stringify({ user: ALICE, displayname: 42, linetext: true, dialplan: false }))
      const texts = { displayname: "42", linetext: "true", dialplan: "false" }
      expect(await userObject(used.writer, ALICE)).toMatchObject(texts)
      const list = await json("alias/list", JSON.stringify({ destination: ALICE, e164: true, limit: 1 }))
      expect(outcome(list)).toBe("ok")
    })

    it("of JSON that are null are missing", async () => {
      await addLocal(used.writer, ALICE)
      expect(outcome(await json("user/get", `{"user":null}`))).toBe("invalid/parameters")
      const update = await json("user/update", JSON.stringify({ user: ALICE, displayname: null, linetext: "x" }))
      expect(update.body).toMatchObject({ updated: ["linetext"], skipped: [] })
    })

    it.each(["[]", `["alice@bar.bz"]`, "{}", `{"user":"alice@bar.bz"}`, `[{"a":[{"b":1}]}]`])(
      "of JSON are malformed where they are %s",
      async (value) => {
        await addLocal(used.writer, ALICE)
        const reply = await json("user/get", `{"user":${value}}`)
        expect(outcome(reply)).toBe("invalid/parameters")
        expect(reply.body["detail"]).toContain("user")
      },
    )

    it("of nested JSON are not taken for parameters", async () => {
      await addLocal(used.writer, ALICE)
      const reply = await json("user/get", `{"user":"${ALICE}","note":"\\"user\\":{\\"user\\":[}"}`)
      expect(outcome(reply)).toBe("ok")
    })

    it("may come as multipart/form-data", async () => {
      await addLocal(used.writer, ALICE)
      const body = new FormData()
      for (const [name, value] of Object.entries({ ...used.writer.credentials(), user: ALICE })) body.set(name, value)
      expect(outcome(await raw("user/get", { body }))).toBe("ok")
      body.append("user", ALICE)
      expect(outcome(await raw("user/get", { body }))).toBe("invalid/parameters")
      body.set("user", new Blob(["alice"]), "alice.txt")
      expect(outcome(await raw("user/get", { body }))).toBe("invalid/parameters")
    })

    it("may be absent altogether, with or without a content type", async () => {
      for (const type of [undefined, FORM, "application/json", "text/plain"]) {
        expect(outcome(await posted("domain/list", type, undefined)), String(type)).toBe("ok")
      }
    })

    it.each(["application/json; charset=utf-8", "Application/JSON", 'application/json;charset="UTF-8"'])(
      "are read as JSON where the content type is %s",
      async (type) => {
        await addLocal(used.writer, ALICE)
        expect(outcome(await posted("user/get", type, JSON.stringify({ user: ALICE })))).toBe("ok")
      },
    )
  })

  describe("refusals come in the order session, node, access, parameters", () => {
    const CALLS: ReadonlyArray<readonly [what: string, node: string, parameters: string]> = [
      ["an unknown node", "user/nothing", "user=a&user=b"],
      ["too little access", "user/remove", "user=a&user=b"],
      ["bad parameters", "user/get", "user=a&user=b"],
    ]

    it.each(CALLS)("without a session: %s", async (_, node, parameters) => {
      const reply = await used.world.client().send(node, { type: FORM, body: parameters })
      expect(outcome(reply)).toBe("failed/unauthorized")
    })

    it.each([
      ["an unknown node", "invalid/node"],
      ["too little access", "failed/forbidden"],
      ["bad parameters", "invalid/parameters"],
    ])("with a session: %s", async (what, expected) => {
      const [, node = "", parameters = ""] = CALLS.find(([name]) => name === what) ?? []
      const reader = await used.world.as("limited_read")
      const body = `${encoded(reader.credentials())}&${parameters}`
      expect(outcome(await reader.send(node, { type: FORM, body }))).toBe(expected)
    })

    it("an unknown node is told before a parameter that is missing", async () => {
      expect(outcome(await used.writer.call("numbers/nothing"))).toBe("invalid/node")
    })
  })

  describe("an unknown node", () => {
    const ours = [
      "user/nothing",
      "user/Get",
      "user/get/more",
      "user/get/",
      "user",
      "user/",
      "auth/constructor",
      "user/..%2fauth",
    ]
    const anybodys = ["nothing/get", "User/get", "", "__proto__/toString"]

    it.each(ours)("is `invalid`/`node`: %s", async (node) => {
      expect(outcome(await used.writer.call(node))).toBe("invalid/node")
      expect(outcome(await used.world.client().call(node))).toBe("failed/unauthorized")
    })

    it.each(anybodys)("of a group that is none is so only where Flexisip does not have it: %s", async (node) => {
      expect((await used.writer.call(node)).status).toBe(404)
      const alone = used.world.beside({ app: { dialects: ["hermes"] } })
      expect(outcome(await alone.clientLike(used.writer).call(node))).toBe("invalid/node")
      expect(outcome(await alone.client().call(node))).toBe("failed/unauthorized")
    })
  })

  it.each([
    ["alone", "http://sip.test", () => hermes(used.world.sipwright)],
    [
      "under any prefix",
      "http://sip.test/voip/v1",
      () =>
        createApp({ sipwright: used.world.sipwright, dialects: [], isReady: async () => true }).route(
          "/voip/v1",
          hermes(used.world.sipwright),
        ),
    ],
  ])("is the same %s", async (_, base, mount) => {
    const app = mount()
    const client = new HermesClient((request) => app.fetch(request), base)
    expect(outcome(await client.login("super", passwordOf("super")))).toBe("ok")
    expect(outcome(await client.call("domain/list"))).toBe("ok")
    expect(outcome(await client.call("nothing"))).toBe("invalid/node")
  })

  describe("methods and bodies", () => {
    it.each(["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s is 405", async (method) => {
      for (const node of ["user/get", "auth/login", "user/nothing"]) {
        const reply = await raw(node, { method, query: encoded(used.writer.credentials()) })
        expect(reply.status).toBe(405)
        expect(reply.headers.get("allow")).toBe("GET, POST")
        if (method !== "HEAD") expect(reply.body["response"]).toBe("invalid")
      }
    })

    const filler = (length: number): string => `x=${"y".repeat(length - 2)}`

    it("a body over 1 MiB is 413 in JSON, whether or not its length is told", async () => {
      const bytes = new TextEncoder().encode(filler(MIB + 1))
      for (const call of [
        { body: bytes, headers: { "content-length": String(bytes.length) } },
        { body: bytes },
        { body: inPieces(bytes) },
      ]) {
        const reply = await raw("user/get", { type: FORM, ...call })
        expect([reply.status, reply.body["response"]]).toEqual([413, "invalid"])
        expect(reply.headers.get("content-type")).toMatch(/^application\/json/)
      }
    })

    it("a body of 1 MiB is read", async () => {
      expect(outcome(await posted("domain/list", FORM, filler(MIB)))).toBe("ok")
      expect(outcome(await posted("domain/list", FORM, inPieces(new TextEncoder().encode(filler(MIB)))))).toBe("ok")
    })

    it.each(["text/plain", "application/xml", "application/octet-stream", ""])(
      "content type %j is 415",
      async (type) => {
        const bytes = new TextEncoder().encode(`user=${ALICE}`)
        const reply = await posted("user/get", type === "" ? undefined : type, bytes)
        expect([reply.status, outcome(reply)]).toEqual([415, "invalid/parameters"])
      },
    )

    it.each(["{", "null", "[]", `"text"`, "42", `{"user":"a",}`, `{'user':'a'}`, "user=a"])(
      "JSON that is no object is `invalid`/`parameters`: %j",
      async (body) => {
        const reply = await json("user/get", body)
        expect([reply.status, outcome(reply)]).toEqual([200, "invalid/parameters"])
      },
    )

    it("JSON nested a hundred thousand times is refused like other JSON", async () => {
      const depth = 100_000
      const reply = await json("user/get", `{"user":${"[".repeat(depth)}${"]".repeat(depth)}}`)
      expect(outcome(reply)).toBe("invalid/parameters")
    })

    it("JSON of half a MiB of escapes is read", async () => {
      await addLocal(used.writer, ALICE)
      const note = String.raw`\\`.repeat(MIB / 4)
      expect(outcome(await json("user/get", `{"note":"${note}","user":"${ALICE}"}`))).toBe("ok")
    })

    it("a form that is none is `invalid`/`parameters`", async () => {
      const reply = await posted("user/get", "multipart/form-data; boundary=x", "no boundary in here")
      expect(outcome(reply)).toBe("invalid/parameters")
    })
  })

  describe("GET", () => {
    const changing = NODES.filter(({ level }) => level === 3).map(({ node }) => node)
    const reading = NODES.filter(({ level }) => level < 3).map(({ node }) => node)

    it("may be allowed for nodes that only read", async () => {
      const world = used.world.beside({ hermes: { get: "reads" } })
      const client = await world.as("super")
      for (const node of [...changing, "auth/login", "auth/ping", "auth/logout"]) {
        const reply = await client.get(node)
        expect([reply.status, reply.headers.get("allow")], node).toEqual([405, "POST"])
      }
      for (const node of reading) expect((await client.get(node)).status, node).toBe(200)
      await world.close()
    })

    it("may be allowed for no node at all", async () => {
      const world = used.world.beside({ hermes: { get: "off" } })
      const client = await world.as("super")
      for (const node of [...reading, ...changing]) {
        const reply = await client.get(node)
        expect([reply.status, reply.headers.get("allow")], node).toEqual([405, "POST"])
      }
      await done(client, "domain/list")
      await world.close()
    })
  })

  describe("the HTTP status", () => {
    type Case = readonly [status: number, expected: string, node: string, parameters: Form]
    const local = { displayname: "", email: "" }
    const CASES: ReadonlyArray<Case> = [
      [200, "ok", "domain/list", {}],
      [200, "ok/nonexistant", "user/available", { user: "free@bar.bz" }],
      [400, "invalid/parameters", "user/get", {}],
      [400, "invalid/parameters", "user/list", { limit: "0" }],
      [400, "invalid/node", "user/nothing", {}],
      [400, "invalid/alias", "alias/add", { alias: "x", destination: ALICE }],
      [400, "invalid/destination", "alias/add", { alias: "x@bar.bz", destination: "x" }],
      [400, "invalid/address", "alias/remove", { alias: "x" }],
      [400, "failed/invalid", "user/get", { user: "x" }],
      [400, "failed/domain", "user/change_email", { user: CAROL, email: "" }],
      [400, "failed/parameters", "domain/set_servers", { domain: LOCAL }],
      [401, "failed/unauthorized", "user/get", { session: "wrong" }],
      [401, "failed/unauthorized", "auth/ping", { auth_key: "wrong" }],
      [401, "failed/unauthorized", "user/get", { user: ALICE, auth_key: "not the key" }],
      [403, "failed/forbidden", "auth/authorize_user", { user: "limited_read", access: "super" }],
      [404, "failed/nonexistant", "user/get", { user: "nobody@bar.bz" }],
      [404, "failed/offline", "user/location", { user: ALICE }],
      [404, "failed/empty", "numbers/list", {}],
      [404, "failed/empty", "numbers/next", {}],
      [409, "failed/exists", "user/add_local", { user: ALICE, ...local }],
      [409, "failed/exists", "user/available", { user: ALICE }],
      [409, "failed/inuse", "user/remove", { user: ALICE }],
      [422, "failed/rejected", "numbers/add", { number: "1" }],
      [422, "failed/nxdomain", "user/add_local", { user: CAROL, ...local }],
      [422, "failed/servfail", "user/add_local", { user: `x@${BARE}`, ...local }],
    ]

    const prepare = async () => {
      await addLocal(used.writer, ALICE)
      await addRemote(used.writer)
      await done(used.writer, "phone/add", { user: ALICE, mac: "001122334455" })
    }

    it.each(CASES)(
      "is %d for %s where it is asked for, else 200 (%s %j)",
      async (status, expected, node, parameters) => {
        await prepare()
        for (const asked of [{}, { http_status: "0" }, { http_status: "" }]) {
          const reply = await used.writer.call(node, { ...parameters, ...asked })
          expect([reply.status, outcome(reply)]).toEqual([200, expected])
          if (!expected.startsWith("ok")) expect(reply.body["detail"]).toMatch(/\w/)
        }
        const replies = [
          await used.writer.call(node, { ...parameters, http_status: "1" }),
          await used.writer.get(node, { ...parameters, http_status: "true" }),
          await used.writer.postJson(node, { ...parameters, http_status: 1 }),
          await used.writer.postJson(node, { ...parameters, http_status: true }),
          await used.writer.mixed(node, { http_status: "yes" }, parameters),
        ]
        for (const reply of replies) expect([reply.status, outcome(reply)]).toEqual([status, expected])
      },
    )

    it("is 200 for pong", async () => {
      expect((await used.writer.call("auth/ping", { http_status: "1" })).status).toBe(200)
    })

    it.each(CASES)("is %d for %s where the server is set up so (%s %j)", async (status, expected, node, parameters) => {
      await prepare()
      const world = used.world.beside({ hermes: { httpStatus: true } })
      const reply = await (await world.as("full_write")).call(node, parameters)
      expect([reply.status, outcome(reply)]).toEqual([status, expected])
      await world.close()
    })

    it("is 400 for a body that cannot be read, where the query asks for it", async () => {
      const call = { type: "application/json", body: "{" }
      expect((await raw("user/get", { ...call, query: "http_status=1" })).status).toBe(400)
      expect((await raw("user/get", call)).status).toBe(200)
      const world = used.world.beside({ hermes: { httpStatus: true } })
      expect((await world.client().send("user/get", call)).status).toBe(400)
      await world.close()
    })
  })

  describe("health", () => {
    const get = async (world: typeof used.world, path: string) => world.request(new Request(`http://sip.test${path}`))

    it("/healthz and /readyz answer 200 without a session", async () => {
      for (const path of ["/healthz", "/readyz"]) {
        const response = await get(used.world, path)
        expect(response.status).toBe(200)
        expect(response.headers.get("cache-control")).toBe("no-store")
      }
    })

    it("/readyz is 503 while what it depends on is away, /healthz is not", async () => {
      const world = used.world.beside({ isReady: async () => false })
      expect((await get(world, "/readyz")).status).toBe(503)
      const broken = used.world.beside({ isReady: () => Promise.reject(new Error("away")) })
      expect((await get(broken, "/readyz")).status).toBe(503)
      expect((await get(world, "/healthz")).status).toBe(200)
      await world.close()
    })
  })
})
