import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright, operations, portablePasswordHasher } from "@sipwright/core"
import { Layer, Logger } from "effect"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { anyJson, RUNS } from "./values.ts"

const sipwright = createSipwright({
  store: memoryStore({ domains: ["example.org"] }),
  crypto: portablePasswordHasher({ ln: 4, r: 8, p: 1 }),
  runtime: Layer.mergeAll(Logger.layer([])),
})
afterAll(() => sipwright.close())

interface Described {
  readonly name: string
  readonly kind: "call" | "stream"
  readonly input: { readonly fields?: object }
}

const all = Object.entries(operations).flatMap(([group, members]) =>
  Object.entries(members as Readonly<Record<string, Described>>).map(([method, operation]) => ({
    group,
    method,
    operation,
  })),
)

type Method = (input: unknown) => Promise<unknown> & AsyncIterable<unknown>

describe("every operation, on any input", () => {
  it.each(all)("$group.$method answers, or refuses by an error of its own", async ({ group, method, operation }) => {
    const run = (sipwright as unknown as Record<string, Record<string, Method>>)[group]?.[method]
    expect(run).toBeTypeOf("function")
    if (run === undefined) return
    const names = Object.keys(operation.input.fields ?? {})
    const input = fc.oneof(
      {
        weight: 9,
        arbitrary: fc.record(Object.fromEntries(names.map((name) => [name, anyJson])), { requiredKeys: [] }),
      },
      {
        weight: 1,
        arbitrary: anyJson.filter(
          (value) => operation.kind === "call" || (typeof value === "object" && value !== null),
        ),
      },
    )
    const property = fc.asyncProperty(input, async (given) => {
      try {
        if (operation.kind === "call") await run(given)
        else for await (const _ of run(given)) break
      } catch (error) {
        const { _tag: tag, message } = error as { readonly _tag?: unknown; readonly message?: unknown }
        expect(tag, String(error)).toBeTypeOf("string")
        expect(message).toMatch(/^\S.*[.)]$/s)
      }
    })
    await fc.assert(property, { numRuns: 60 * RUNS, endOnFailure: true })
  })
})
