import type { UsedAssertions } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"
import { makeSweep } from "./sweep.ts"

export const memoryUsedAssertions = ({ usedAssertions }: MemoryTables): UsedAssertions["Service"] => {
  const sweep = makeSweep(usedAssertions)
  return {
    use: ({ hash, expires }, now) =>
      Effect.sync(() => {
        sweep(now)
        if (usedAssertions.has(hash)) return false
        usedAssertions.put(hash, { expires })
        return true
      }),
  }
}
