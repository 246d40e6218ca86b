import { hostProgram, list, NumberPool, type Observer, operations, StoreUnavailable, Telemetry } from "@sipwright/core"
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"

const PAGES: Readonly<Record<string, { readonly items: ReadonlyArray<string>; readonly next: string }>> = {
  "": { items: ["+4712345670"], next: "a" },
  a: { items: ["+4712345671"], next: "b" },
}

/** Two pages, and then the database is away. */
const pool = {
  list: ({ after = "" }: { readonly after: string | undefined }) => {
    const page = PAGES[after]
    return page === undefined
      ? Effect.fail(new StoreUnavailable({ failure: "connection", outcome: "unchanged" }))
      : Effect.succeed(page)
  },
}

describe("what an observer is told of a list", () => {
  it("is how its first page ended, and a later one that failed", async () => {
    const told: Array<string> = []
    const observer: Observer = { call: ({ operation, outcome }) => void told.push(`${operation} ${outcome}`) }
    const reading = Effect.gen(function* () {
      const first = yield* list(operations.numbers.list, hostProgram, {}, {})
      const second = yield* first.more ?? Effect.die("one page only")
      return yield* second.more ?? Effect.die("two pages only")
    })
    const exit = await Effect.runPromiseExit(
      reading.pipe(
        Effect.provideService(NumberPool, pool as never),
        Effect.provideService(Telemetry, observer),
      ) as Effect.Effect<unknown, unknown>,
    )
    expect(Exit.isFailure(exit)).toBe(true)
    expect(told).toEqual(["numbers.list ok", "numbers.list StoreUnavailable"])
  })
})
