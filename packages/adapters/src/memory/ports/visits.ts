import type { Visits } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryVisits = ({ visits }: MemoryTables): Visits["Service"] => ({
  find: (operator) => Effect.sync(() => visits.get(operator)),
  record: (operator, time) => Effect.sync(() => visits.put(operator, time)),
})
