import type { Nonces } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"
import { makeSweep } from "./sweep.ts"

export const memoryNonces = ({ nonces }: MemoryTables): Nonces["Service"] => {
  const sweep = makeSweep(nonces)
  return {
    use: ({ hash, count, expires }, now) =>
      Effect.sync(() => {
        sweep(now)
        if (count <= (nonces.get(hash)?.count ?? 0)) return false
        nonces.put(hash, { count, expires })
        return true
      }),
  }
}
