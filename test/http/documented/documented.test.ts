import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright } from "@sipwright/core"
import { createApp, describeApp, DIALECTS } from "@sipwright/http"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Ajv2020 } from "ajv/dist/2020.js"
import { readFile } from "node:fs/promises"
import { describe, expect, it } from "vitest"

type Json = Readonly<Record<string, unknown>>

const documents = [
  ["all dialects", {}],
  ...DIALECTS.map((dialect) => [dialect, { dialects: [dialect] }] as const),
  ["Flexisip of 2020", { dialects: ["flexisip"], flexisip: { profile: "2020" } }],
  [
    "Hermes by POST only, with statuses",
    { dialects: ["hermes"], hermes: { get: "off", httpStatus: true, requireCookie: false } },
  ],
] as const

const callsOf = (document: Json) =>
  Object.entries(document["paths"] as Record<string, Record<string, Json>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, call]) => ({ name: `${method} ${path}`, path, call })),
  )

interface Media {
  readonly schema: Json
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>
}

const valueAt = (document: Json, reference: string): unknown => {
  const name = reference.slice("#/components/examples/".length)
  return (document["components"] as { examples: Record<string, { value: unknown }> }).examples[name]?.value
}

/** Every schema of a call with the values that are shown for it. */
const examplesOf = (document: Json, call: Json): ReadonlyArray<readonly [Media, ReadonlyArray<unknown>]> => {
  const { requestBody, responses } = call as {
    requestBody?: { content: Record<string, Media> }
    responses: Record<string, Json>
  }
  const answers = Object.values(responses).flatMap(({ content = {} }) =>
    Object.values(content as Record<string, Media>),
  )
  return [...Object.values(requestBody?.content ?? {}), ...answers].map((media) => [
    media,
    media.examples === undefined
      ? [media.example]
      : Object.values(media.examples).map(({ $ref }) => valueAt(document, $ref)),
  ])
}

describe.each(documents)("the document of %s", (_, options) => {
  const document = describeApp(options)

  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
    expect(document["openapi"]).toBe("3.1.0")
  })

  it("has an example of every body that fits its schema", () => {
    const ajv = new Ajv2020({ strict: false, validateSchema: false })
    ajv.addSchema(document, "document")
    for (const { name, call } of callsOf(document)) {
      for (const [{ schema }, examples] of examplesOf(document, call)) {
        const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as Json)
        expect(examples.length, name).toBeGreaterThan(0)
        for (const example of examples)
          expect([name, example, check(example), check.errors]).toEqual([name, example, true, null])
      }
    }
  })

  it("names every parameter of its paths, and every call once", () => {
    const calls = callsOf(document)
    for (const { name, path, call } of calls) {
      const parameters = call["parameters"] as ReadonlyArray<{ readonly name: string; readonly in: string }>
      const inPath = parameters.filter((parameter) => parameter.in === "path").map((parameter) => `{${parameter.name}}`)
      expect([name, inPath]).toEqual([name, path.match(/\{\w+\}/g) ?? []])
    }
    expect(new Set(calls.map(({ call }) => call["operationId"])).size).toBe(calls.length)
  })
})

describe("/openapi.json", () => {
  const appWith = (options: Partial<Parameters<typeof createApp>[0]> = {}) =>
    createApp({ sipwright: createSipwright({ store: memoryStore() }), isReady: async () => true, ...options })

  it("is the document of what is mounted", async () => {
    const dialects = ["webitel"] as const
    const response = await appWith({ dialects }).request("/openapi.json")
    expect(response.headers.get("content-type")).toBe("application/json")
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(describeApp({ dialects }))))
  })

  it("is not there where it is switched off", async () => {
    for (const path of ["/openapi.json", "/docs"]) {
      expect((await appWith({ docs: false, dialects: ["hermes"] }).request(path)).status).toBe(404)
    }
  })

  it("documents every route: whatever is not documented is not there", async () => {
    const app = appWith()
    const document = describeApp()
    const allowed = async (path: string) =>
      ((await app.request(path.replace(/\{\w+\}/g, "1"), { method: "PURGE" })).headers.get("allow") ?? "").split(", ")
    for (const [path, item] of Object.entries(document.paths)) {
      if (path === "/healthz" || path === "/readyz") continue
      const documented = Object.keys(item).map((method) => method.toUpperCase())
      expect([path, documented.toSorted()]).toEqual([path, (await allowed(path)).toSorted()])
    }
  })

  it("says the version of the package", async () => {
    const { version } = JSON.parse(await readFile("packages/http/package.json", "utf8")) as { version: string }
    expect(describeApp()["info"]).toMatchObject({ version })
  })
})
