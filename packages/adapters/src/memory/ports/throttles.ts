import type { Throttles } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"
import { makeSweep } from "./sweep.ts"

export const memoryThrottles = ({ throttles }: MemoryTables): Throttles["Service"] => {
  const sweep = makeSweep(throttles)
  return {
    find: (keys) => Effect.sync(() => keys.flatMap((key) => throttles.get(key) ?? [])),
    count: ({ key, at, expires }) =>
      Effect.sync(() => {
        sweep(at)
        const before = throttles.get(key)
        const count = before === undefined || before.expires <= at ? 1 : before.count + 1
        throttles.put(key, { key, count, at, expires })
      }),
    clear: (key) => Effect.sync(() => throttles.delete(key)),
  }
}
