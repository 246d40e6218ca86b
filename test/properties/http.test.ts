import { createSipwright, portablePasswordHasher, type Sipwright } from "@sipwright/core"
import type { BackDoor } from "@sipwright/core/testing"
import { createApp, describeApp } from "@sipwright/http"
import { Layer, Logger } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { stores } from "../http/hermes/stores.ts"
import { anyJson, anyText, RUNS } from "./values.ts"

/** A call that the document knows, with the names of what it takes. */
interface Described {
  readonly method: string
  readonly path: string
  readonly query: ReadonlyArray<string>
  readonly body: ReadonlyArray<string>
}

interface DocumentedCall {
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }>
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: { readonly properties?: object } }>>
  }
}

const described: ReadonlyArray<Described> = Object.entries(
  describeApp().paths as Readonly<Record<string, Readonly<Record<string, DocumentedCall>>>>,
).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { parameters = [], requestBody }]) => ({
    method: method.toUpperCase(),
    path,
    query: parameters.filter((one) => one.in === "query").map(({ name }) => name),
    body: [
      ...new Set(
        Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => Object.keys(schema?.properties ?? {})),
      ),
    ],
  })),
)

interface Call {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** As much of each name as somebody would send, and now and then one too many. */
const fields = (names: ReadonlyArray<string>, value: fc.Arbitrary<unknown>) =>
  fc.record(
    {
      ...Object.fromEntries(names.map((name) => [name, value])),
      ...Object.fromEntries(["__proto__", "surplus"].map((name) => [name, value])),
    },
    { requiredKeys: [], noNullPrototype: false },
  )

const texts = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [
      name,
      typeof one === "string" ? one.toWellFormed() : JSON.stringify(one ?? null),
    ]),
  )

const queryOf = (record: Readonly<Record<string, unknown>>): string => {
  const query = new URLSearchParams(texts(record)).toString()
  return query === "" ? "" : `?${query}`
}

const bodyOf = (names: ReadonlyArray<string>): fc.Arbitrary<Pick<Call, "headers" | "body">> => {
  const json = fields(names, anyJson).map((record) => JSON.stringify(record))
  const form = fields(names, anyText).map((record) => new URLSearchParams(texts(record)).toString())
  const typed = (type: string, body: fc.Arbitrary<string>) =>
    body.map((text) => ({ headers: { "content-type": type }, body: text }))
  return fc.oneof(
    { weight: 6, arbitrary: typed("application/json", json) },
    { weight: 3, arbitrary: typed("application/x-www-form-urlencoded", form) },
    { weight: 1, arbitrary: typed("application/json", fc.oneof(anyText, fc.json(), fc.constant("[".repeat(100_000)))) },
    { weight: 1, arbitrary: typed("text/plain", anyText) },
    { weight: 1, arbitrary: typed("multipart/form-data; boundary=x", anyText) },
    { weight: 1, arbitrary: fc.constant({ headers: {}, body: undefined }) },
  )
}

const callOf = ({ method, path, query, body }: Described): fc.Arbitrary<Call> => {
  const places = [...path.matchAll(/\{(\w+)\}/g)].map(([whole]) => whole)
  return fc
    .record({
      at: fc.tuple(...places.map(() => anyText)),
      query: fields(body.length === 0 ? query : [...query, ...body.slice(0, 2)], anyText),
      content: method === "GET" || method === "DELETE" ? fc.constant({ headers: {}, body: undefined }) : bodyOf(body),
      from: anyText,
    })
    .map(({ at, query: asked, content, from }) => ({
      method,
      url: `http://localhost${places.reduce((url, place, index) => url.replace(place, () => encodeURIComponent((at[index] ?? "").toWellFormed())), path)}${queryOf(asked)}`,
      headers: { ...content.headers, ...(/^[\x20-\x7e]*$/.test(from) ? { from } : {}) },
      body: content.body,
    }))
}

const REFUSED = new Set(["failed", "invalid", "notimplemented", "error"])

const collected = async <A>(items: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const item of items) all.push(item)
  return all
}

/** Everything that a call may change, but for sessions, counts of failures and the trail of what was tried. */
const stateOf = async (sipwright: Sipwright, backDoor: BackDoor): Promise<string> => {
  const accounts = await collected(sipwright.accounts.list())
  const macs = await collected(sipwright.phones.list())
  const state = {
    subscribers: await backDoor.subscribers(),
    aliases: await backDoor.dbaliases(),
    domains: await backDoor.domains(),
    preferences: await backDoor.preferences(),
    addresses: await backDoor.addresses(),
    accounts: await Promise.all(accounts.map(({ address }) => sipwright.accounts.get({ address }))),
    phones: await Promise.all(macs.map(async (mac) => [mac, await sipwright.phones.accountsOf({ mac })])),
    numbers: await collected(sipwright.numbers.list()),
    servers: await sipwright.domains.servers({ domain: "example.org" }).catch(() => null),
    operators: await sipwright.operators.list(),
    keys: (await sipwright.apiKeys.list()).map(({ id, access, host }) => [id, access, host]),
    roles: await sipwright.roles.list(),
    spaces: await sipwright.spaces.list(),
  }
  const sorted = Object.entries(state).map(([name, rows]) => [
    name,
    Array.isArray(rows) ? rows.map((row) => JSON.stringify(row)).toSorted() : rows,
  ])
  return JSON.stringify(sorted)
}

describe.each(stores.map((kind) => ({ name: kind.name, kind })))("every call by HTTP, on $name", ({ name, kind }) => {
  let sipwright: Sipwright
  let backDoor: BackDoor
  let call: (made: Call) => Promise<Response>
  const faults: Array<string> = []
  let credentials: Readonly<Record<string, string>>

  beforeAll(async () => {
    const store = await kind.open()
    backDoor = store.backDoor
    sipwright = createSipwright<unknown>({
      store: store.layer,
      crypto: portablePasswordHasher({ ln: 4, r: 8, p: 1 }),
      runtime: Layer.mergeAll(Logger.layer([])),
    })
    await backDoor.insertDomain("example.org")
    const servers = { registrar: "r", registrarPort: "5060", proxy: "p", proxyPort: "5060" }
    await sipwright.domains.setServers({ domain: "example.org", ...servers, provisioningUrl: "https://p.example.org/" })
    await sipwright.operators.add({ name: "admin", password: "correct horse battery", access: "super" })
    for (const user of ["alice", "bob"]) {
      const address = `${user}@example.org`
      await sipwright.accounts.addLocal({
        address,
        displayName: user,
        email: address,
        password: "correct horse battery",
      })
    }
    await sipwright.numbers.addRange({ first: "+4712345670", last: "+4712345675" })
    await sipwright.phones.add({ mac: "001122334455", address: "alice@example.org" })
    const { key } = await sipwright.apiKeys.add({ host: "127.0.0.1", access: "super" })
    const onError = (error: unknown, path: string) => void faults.push(`${path}: ${String(error)}`)
    const app = createApp({
      sipwright,
      isReady: async () => true,
      clientAddress: () => "127.0.0.1",
      hermes: { onError },
      homer: { onError },
      webitel: { onError },
      flexisip: { onError },
    })
    call = async ({ method, url, headers, body }) =>
      app.fetch(new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }))
    const post = async (path: string, body: object) => {
      const made = { method: "POST", url: `http://localhost${path}`, headers: { "content-type": "application/json" } }
      return (await (await call({ ...made, body: JSON.stringify(body) })).json()) as Readonly<Record<string, string>>
    }
    const { token: bearer } = await post("/api/v3/auth", { username: "admin", password: "correct horse battery" })
    const webitel = await post("/login", { username: "admin", password: "correct horse battery" })
    credentials = {
      "x-api-key": String(key),
      authorization: `Bearer ${bearer}`,
      "x-key": String(webitel["key"]),
      "x-access-token": String(webitel["token"]),
    }
  })
  afterAll(async () => {
    await sipwright?.close()
    await kind.close()
  })

  const runs = Math.ceil((name === "memory" ? 25 : 3) * RUNS)

  it(`is answered, and changes nothing where it is refused (${described.length} calls, ${runs} each)`, {
    timeout: 600_000,
  }, async () => {
    expect(described.length).toBeGreaterThan(140)
    const answers = new Map<string, number>()
    for (const one of described) {
      let before = await stateOf(sipwright, backDoor)
      const property = fc.asyncProperty(callOf(one), fc.integer({ min: 0, max: 9 }), async (made, as) => {
        // Sometimes as nobody; those credentials that a dialect does not know it does not look at.
        const own: Readonly<Record<string, string>> = one.path.startsWith("/api/v3")
          ? { authorization: credentials["authorization"] ?? "" }
          : {
              "x-api-key": credentials["x-api-key"] ?? "",
              "x-key": credentials["x-key"] ?? "",
              "x-access-token": credentials["x-access-token"] ?? "",
            }
        const response = await call({ ...made, headers: as === 0 ? made.headers : { ...made.headers, ...own } })
        const text = await response.text()
        const seen = `${one.method} ${one.path}: ${response.status} ${text.slice(0, 300)}`
        expect([200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 501, 503], seen).toContain(
          response.status,
        )
        expect(faults, seen).toEqual([])
        const body: unknown =
          /json/.test(response.headers.get("content-type") ?? "") && text !== "" ? JSON.parse(text) : {}
        const word = typeof body === "object" && body !== null ? Reflect.get(body, "response") : undefined
        expect(word, seen).not.toBe("error")
        const isRefused = response.status >= 400 || REFUSED.has(String(word))
        answers.set(isRefused ? "refused" : "done", (answers.get(isRefused ? "refused" : "done") ?? 0) + 1)
        const after = await stateOf(sipwright, backDoor)
        if (isRefused) expect(after, seen).toBe(before)
        before = after
      })
      await fc.assert(property, { numRuns: runs, endOnFailure: true })
    }
    // Had everything been refused, nothing would have been tried.
    expect(answers.get("done") ?? 0).toBeGreaterThan(described.length * runs * 0.05)
    expect(answers.get("refused") ?? 0).toBeGreaterThan(described.length * runs * 0.1)
  })
})
