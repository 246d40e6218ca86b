import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright, portablePasswordHasher, type Sipwright } from "@sipwright/core"
import { createApp, describeApp } from "@sipwright/http"
import { Layer, Logger } from "effect"
import type { Hono } from "hono"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

interface Documented {
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: { readonly properties?: object } }>>
  }
}

/** Every call that reads JSON, with the fields that the document names. */
const calls = Object.entries(describeApp().paths as Readonly<Record<string, Readonly<Record<string, Documented>>>>)
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, { requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      schema: requestBody?.content["application/json"]?.schema,
    })),
  )
  .filter(({ schema }) => schema !== undefined)
  .map(({ method, path, schema }) => ({ method, path, fields: Object.keys(schema?.properties ?? {}) }))

// Deeper than any stack, so that whatever walks it by calling itself fails.
const DEEP = `${'[{"a":'.repeat(6000)}1${"}]".repeat(6000)}`
const POLLUTION = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"length":1e9}'

const VALUES: ReadonlyArray<readonly [what: string, json: string]> = [
  ["depth", DEEP],
  ["depth below names", `{"cdr":${DEEP},"__proto__":${DEEP}}`],
  ["names of prototypes", `{"a":${POLLUTION},"b":[${POLLUTION}],"__proto__":${POLLUTION}}`],
]

describe("JSON that breaks what walks it", () => {
  let sipwright: Sipwright
  let app: Hono
  let key: string
  let tokens: Readonly<Record<string, string>>
  const faults: Array<string> = []

  beforeAll(async () => {
    sipwright = createSipwright({
      store: memoryStore({ domains: ["example.org"] }),
      crypto: portablePasswordHasher({ ln: 4, r: 8, p: 1 }),
      runtime: Layer.mergeAll(Logger.layer([])),
    })
    await sipwright.operators.add({ name: "admin", password: "correct horse battery", access: "super" })
    key = (await sipwright.apiKeys.add({ host: "127.0.0.1", access: "super" })).key ?? ""
    const onError = (error: unknown, path: string) => void faults.push(`${path}: ${String(error)}`)
    app = createApp({
      sipwright,
      isReady: async () => true,
      clientAddress: () => "127.0.0.1",
      onError,
      hermes: { onError },
      homer: { onError },
      webitel: { onError },
      flexisip: { onError },
    })
    const body = JSON.stringify({ username: "admin", password: "correct horse battery" })
    const login = (await (await app.request("/login", { method: "POST", body })).json()) as Record<string, string>
    tokens = { "x-key": login["key"] ?? "", "x-access-token": login["token"] ?? "" }
  })
  afterAll(() => sipwright?.close())

  it.each(calls)("is refused like other JSON: $method $path", async ({ method, path, fields }) => {
    const credentials: Readonly<Record<string, string>> = path.startsWith("/api/v2") ? tokens : { "x-api-key": key }
    const send = async (body: string, what: string): Promise<void> => {
      const url = path.replaceAll(/\{\w+\}/g, "1")
      const response = await app.request(url, {
        method,
        headers: { ...credentials, "content-type": "application/json" },
        body,
      })
      expect(response.status, what).toBeLessThan(500)
      const text = await response.text()
      expect(text, what).not.toContain('"response":"error"')
      expect(faults, what).toEqual([])
      expect(Object.keys(Object.prototype), what).toEqual([])
      expect(Reflect.get({}, "polluted"), what).toBeUndefined()
    }
    for (const [what, json] of VALUES) {
      await send(json, what)
      // All of them at once, so that nothing is missing that would be looked for before.
      await send(`{${fields.map((field) => `${JSON.stringify(field)}:${json}`).join(",")}}`, `${what} everywhere`)
      const others = fields.map((field) => `${JSON.stringify(field)}:"user"`)
      for (const index of fields.keys()) {
        const one = others.with(index, `${JSON.stringify(fields[index])}:${json}`)
        await send(`{${one.join(",")}}`, `${what} as ${String(fields[index])}, among others`)
      }
    }
  })
})
