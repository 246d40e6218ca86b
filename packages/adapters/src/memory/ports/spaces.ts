import type { Spaces } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memorySpaces = ({ spaces, spacesOfHost }: MemoryTables): Spaces["Service"] => ({
  find: (domain) => Effect.sync(() => spaces.get(domain)),
  ofHost: (host) => Effect.sync(() => spacesOfHost(host)[0] ?? (spaces.sortedKeys().length === 0 ? "none" : "unknown")),
  list: () => Effect.sync(() => [...spaces.after(undefined)]),
})
