import type { Authorizations, Operators } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryOperators = ({ operators }: MemoryTables): Operators["Service"] => ({
  find: (name) => Effect.sync(() => operators.get(name)),
  list: () => Effect.sync(() => [...operators.after(undefined)]),
})

export const memoryAuthorizations = ({ authorizations }: MemoryTables): Authorizations["Service"] => ({
  find: (name) => Effect.sync(() => authorizations.get(name)),
  list: () => Effect.sync(() => [...authorizations.after(undefined)]),
})
