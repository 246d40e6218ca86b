import type { ServerResponse } from "node:http"
import { inspect } from "node:util"
import { kamailioRpc, type KamailioRpcOptions, rpcRegistrations } from "@sipwright/adapters/kamailio-rpc"
import { afterEach, describe, expect, it } from "vitest"
import { freePort } from "../../support/free-port.ts"
import { type HttpRequest, type ScriptedHttp, startScriptedHttp } from "../../support/scripted-http.ts"
import { controlOf, listAt, rejectionOf } from "./ask.ts"

const alice = { username: "Alice", domain: "Example.ORG" }
const LONG_ENOUGH = 20_000

const servers: Array<ScriptedHttp> = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const serve = async (answer: (response: ServerResponse, request: HttpRequest) => void): Promise<ScriptedHttp> => {
  const server = await startScriptedHttp(answer)
  servers.push(server)
  return server
}

const urlOf = ({ port }: { readonly port: number }, userinfo = "") => `http://${userinfo}127.0.0.1:${port}/RPC`

const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
}

const result = (value: unknown) => (response: ServerResponse) =>
  json(response, 200, { jsonrpc: "2.0", result: value, id: 1 })

const fault = (code: number, message: string) => (response: ServerResponse) =>
  json(response, code, { jsonrpc: "2.0", error: { code, message }, id: 1 })

const page = (status: number, body: string) => (response: ServerResponse) => {
  response.writeHead(status, { "content-type": "text/html" }).end(body)
}

const contact = (members: Record<string, unknown>) => ({
  Contact: {
    Address: "sip:alice@192.0.2.1",
    Expires: 60,
    "User-Agent": "[not set]",
    Ruid: "[not set]",
    Instance: "[not set]",
    "Last-Modified": 0,
    ...members,
  },
})

const contacts = (...entries: ReadonlyArray<Record<string, unknown>>) =>
  result({ AoR: "alice", Contacts: entries.map(contact) })

/** What may go wrong with a server, and what is said of it. */
const FAULTS: ReadonlyArray<{
  readonly name: string
  readonly answer: (response: ServerResponse) => void
  readonly reason: string
  readonly list: Readonly<Record<string, unknown>>
}> = [
  {
    name: "breaks off",
    answer: (response) => response.destroy(),
    reason: "unreachable",
    list: { _tag: "StoreUnavailable", failure: "connection", outcome: "unchanged" },
  },
  ...[
    { name: "is no JSON", answer: page(200, "<html>") },
    { name: "is empty", answer: page(200, "") },
    { name: "is HTTP 500 without JSON-RPC", answer: page(500, "oops") },
    { name: "asks for a password", answer: page(401, "who are you?") },
    { name: "is JSON of another kind", answer: (response: ServerResponse) => json(response, 200, { ok: true }) },
    { name: "is a list", answer: (response: ServerResponse) => json(response, 200, []) },
    {
      name: "is of JSON-RPC 1",
      answer: (response: ServerResponse) => json(response, 200, { result: {}, error: null, id: 1 }),
    },
    {
      name: "answers another request",
      answer: (response: ServerResponse) => json(response, 200, { jsonrpc: "2.0", result: {}, id: 2 }),
    },
    {
      name: "points elsewhere",
      answer: (response: ServerResponse) => void response.writeHead(307, { location: "http://192.0.2.1/" }).end(),
    },
  ].map((one) => ({ ...one, reason: "not-json-rpc", list: { _tag: "StoreUnavailable", failure: "unknown" } })),
  {
    name: "is longer than anybody reads",
    answer: (response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write("[".repeat(65_536)));
      }
      response.on("drain", more)
      more()
    },
    reason: "too-large",
    list: { _tag: "StoreUnavailable", failure: "unknown" },
  },
  ...[
    fault(500, "Method Not Found"),
    fault(404, "Method Not Found"),
    fault(500, "Domain table not found"),
    fault(404, "Domain table not found"),
    fault(400, "Invalid parameter"),
  ].map((answer, index) => ({
    name: `refuses (${index})`,
    answer,
    reason: "refused",
    list: { _tag: "RegistrationsUnavailable" },
  })),
]

describe("a Kamailio that does not do it", () => {
  it.each(FAULTS)("$name", async ({ answer, reason, list }) => {
    const options = { url: urlOf(await serve(answer), "rpc:geheim@"), timeout: LONG_ENOUGH }
    const control = controlOf(options)
    const cause = { _tag: "KamailioRpcFailure", reason, server: new URL(options.url).origin }
    const unreachable = (command: string) => ({
      _tag: "KamailioUnreachable",
      command,
      cause,
      message: `Kamailio did not answer ${command}.`,
    })
    const errors = {
      all: await rejectionOf(control.endRegistrations(alice)),
      one: await rejectionOf(control.endRegistration(alice, "sip:a@b")),
      domains: await rejectionOf(control.reloadDomains()),
      list: await rejectionOf(listAt(options, alice)),
    }
    expect(errors).toMatchObject({
      all: unreachable("ul.rm"),
      one: unreachable("ul.rm_contact"),
      domains: unreachable("domain.reload"),
      list: { ...list, cause },
    })
    expect(inspect(errors, { depth: 20, showHidden: true })).not.toMatch(/geheim|cnBjOmdlaGVpbQ/)
  })

  it("nobody listens", async () => {
    const options = { url: `http://rpc:geheim@127.0.0.1:${await freePort()}/RPC`, timeout: LONG_ENOUGH }
    const errors = [await rejectionOf(controlOf(options).reloadDomains()), await rejectionOf(listAt(options, alice))]
    expect(errors).toMatchObject([
      { _tag: "KamailioUnreachable", command: "domain.reload", cause: { reason: "unreachable" } },
      { _tag: "StoreUnavailable", failure: "connection", cause: { reason: "unreachable" } },
    ])
    expect(inspect(errors, { depth: 20, showHidden: true })).not.toMatch(/geheim|cnBjOmdlaGVpbQ/)
  })

  it.each([
    ["before the headers", () => {}],
    ["in the middle of the answer", (response: ServerResponse) => void response.writeHead(200).write('{"jsonrpc"')],
  ])("hangs %s, and is given up", async (_, answer) => {
    const options = { url: urlOf(await serve(answer)), timeout: 50 }
    expect(await rejectionOf(controlOf(options).endRegistrations(alice))).toMatchObject({
      _tag: "KamailioUnreachable",
      cause: { reason: "timeout" },
    })
    expect(await rejectionOf(listAt(options, alice))).toMatchObject({ _tag: "StoreUnavailable", failure: "timeout" })
  })
})

describe("what is sent", () => {
  it("is one JSON-RPC request on a connection that is not kept, with the address in lower case", async () => {
    const server = await serve(result({}))
    const control = controlOf({ url: urlOf(server), table: "aliases" })
    await control.endRegistrations(alice)
    await control.endRegistration(alice, "sip:Alice@192.0.2.1;x=Y")
    await control.reloadDomains()
    const sent = (method: string, ...params: ReadonlyArray<string>) => ({
      jsonrpc: "2.0",
      method,
      id: 1,
      ...(params.length === 0 ? {} : { params }),
    })
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      sent("ul.rm", "aliases", "alice@example.org"),
      sent("ul.rm_contact", "aliases", "alice@example.org", "sip:Alice@192.0.2.1;x=Y"),
      sent("domain.reload"),
    ])
    for (const { headers } of server.requests) {
      expect(headers).toMatchObject({ connection: "close", "content-type": "application/json" })
      expect(headers.authorization).toBeUndefined()
    }
  })

  it.each([
    ["rpc:pass@", "rpc:pass"],
    ["r%40c:p%C3%A4ss%3A%2F%25@", "r@c:päss:/%"],
    ["rpc@", "rpc:"],
    ["rpc:50%@", "rpc:50%"],
  ])("has what is before the host, %s, as basic authentication", async (userinfo, credentials) => {
    const server = await serve(result({}))
    await controlOf({ url: urlOf(server, userinfo) }).reloadDomains()
    const [, encoded = ""] = server.requests[0]?.headers.authorization?.split(" ") ?? []
    expect(Buffer.from(encoded, "base64").toString()).toBe(credentials)
  })
})

describe("nothing to do", () => {
  it.each([
    fault(404, "AOR not found"),
    fault(500, "AOR not found in location table"),
    fault(404, "Contact not found"),
  ])("is no failure (%#)", async (missing) => {
    const server = await serve((response, { body }) =>
      body.includes("ul.lookup") ? fault(500, "AOR has no contacts")(response) : missing(response),
    )
    const options = { url: urlOf(server) }
    await controlOf(options).endRegistrations(alice)
    await controlOf(options).endRegistration(alice, "sip:a@b")
    expect(await listAt(options, alice)).toEqual([])
  })

  it("is a failure where the contact is there all the same", async () => {
    const server = await serve((response, { body }) =>
      body.includes("ul.lookup") ? contacts({})(response) : fault(404, "Contact not found")(response),
    )
    const control = controlOf({ url: urlOf(server) })
    expect(await rejectionOf(control.endRegistration(alice, "sip:alice@192.0.2.1"))).toMatchObject({
      _tag: "KamailioUnreachable",
      command: "ul.rm_contact",
      cause: { message: expect.stringContaining("matching_mode") },
    })
    await control.endRegistration(alice, "sip:alice@192.0.2.2")
  })
})

describe("several Kamailios", () => {
  it.each([0, 1])("are all told, and one that is down (%s) makes the call fail", async (down) => {
    const server = await serve(result({}))
    const dead = `http://127.0.0.1:${await freePort()}/RPC`
    const url = [urlOf(server), urlOf(server)].with(down, dead)
    const control = controlOf({ url })
    expect(await rejectionOf(control.endRegistrations(alice))).toMatchObject({
      _tag: "KamailioUnreachable",
      command: "ul.rm",
      cause: { server: new URL(dead).origin },
    })
    expect(server.requests).toHaveLength(1)
    expect(await rejectionOf(listAt({ url }, alice))).toMatchObject({ _tag: "StoreUnavailable", failure: "connection" })
  })

  it("that are all down are all named", async () => {
    const url = [`http://127.0.0.1:${await freePort()}/RPC`, `http://127.0.0.1:${await freePort()}/RPC`]
    const { cause } = (await rejectionOf(controlOf({ url }).reloadDomains())) as { readonly cause: Error }
    for (const one of url) expect(cause.message).toContain(new URL(one).origin)
  })

  it("answer the contacts of all, each once, and the one that lasts longest", async () => {
    const one = await serve(
      contacts(
        { Address: "sip:a@192.0.2.1", Ruid: "r1", Expires: 100 },
        { Address: "sip:a@192.0.2.2", Ruid: "r2", Expires: 300 },
      ),
    )
    const other = await serve(
      contacts(
        { Address: "sip:a@192.0.2.1:5060", Ruid: "r1", Expires: 200 },
        { Address: "sip:a@192.0.2.2", Expires: 50 },
        { Address: "sip:a@192.0.2.3", Expires: "permanent" },
      ),
    )
    const none = await serve(fault(500, "AOR not found in location table"))
    const found = await listAt({ url: [one, other, none].map((server) => urlOf(server)) }, alice)
    expect(found.map((registration) => registration.contact)).toEqual([
      "sip:a@192.0.2.3",
      "sip:a@192.0.2.2",
      "sip:a@192.0.2.1:5060",
    ])
  })
})

describe("contacts", () => {
  it("are read with all that Kamailio knows, latest expiry first", async () => {
    const before = Math.floor(Date.now() / 1000)
    const server = await serve(
      contacts(
        { Address: "sip:a@192.0.2.1", Expires: 60 },
        {
          Address: "sip:a@192.0.2.2",
          Expires: 90,
          "User-Agent": "Phone/1",
          Instance: "<urn:uuid:1>",
          Ruid: "uloc-1",
          "Last-Modified": 1_700_000_000,
        },
        { Address: "sip:a@192.0.2.3", Expires: "permanent" },
        { Address: "sip:a@192.0.2.4", Expires: "expired" },
        { Address: "sip:a@192.0.2.5", Expires: "deleted" },
        { Address: "sip:a@192.0.2.6", Expires: 0 },
      ),
    )
    const found = await listAt({ url: urlOf(server) }, alice)
    const after = Math.floor(Date.now() / 1000)
    const bare = { userAgent: "", instance: undefined, ruid: undefined, updated: undefined }
    const full = { userAgent: "Phone/1", instance: "urn:uuid:1", ruid: "uloc-1", updated: 1_700_000_000 }
    expect(found).toEqual([
      { contact: "sip:a@192.0.2.3", expires: undefined, ...bare },
      { contact: "sip:a@192.0.2.2", expires: expect.any(Number), ...full },
      { contact: "sip:a@192.0.2.1", expires: expect.any(Number), ...bare },
    ])
    expect(found[1]?.expires).toBeGreaterThanOrEqual(before + 90)
    expect(found[1]?.expires).toBeLessThanOrEqual(after + 90)
  })

  it.each([{}, [], "text", { Contacts: "none" }])("are not made of %j", async (strange) => {
    const options = { url: urlOf(await serve(result(strange))) }
    expect(await rejectionOf(listAt(options, alice))).toMatchObject({
      _tag: "StoreUnavailable",
      failure: "unknown",
      cause: { reason: "not-json-rpc" },
    })
  })
})

describe("options", () => {
  const valid = "http://127.0.0.1:5060/RPC"
  it.each<[keyof KamailioRpcOptions, KamailioRpcOptions]>([
    ["url", { url: [] }],
    ["url", { url: "" }],
    ["url", { url: "127.0.0.1:5060" }],
    ["url", { url: "ftp://rpc:geheim@127.0.0.1/" }],
    ["url", { url: [valid, "http://rpc:geheim@:5060/"] }],
    ["timeout", { url: valid, timeout: 0 }],
    ["timeout", { url: valid, timeout: Number.NaN }],
    ["table", { url: valid, table: "" }],
  ])("says at once what is wrong with %s: %j", (option, options) => {
    for (const make of [kamailioRpc, rpcRegistrations]) {
      const attempt = () => make(options)
      expect(attempt).toThrow(expect.objectContaining({ _tag: "KamailioRpcOptionsError", option }))
      expect(attempt).not.toThrow(/geheim/)
    }
  })
})
