import type { Visits } from "@sipwright/core"
import { Effect } from "effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryVisits = ({ visits }: MemoryTables): Visits["Service"] => ({
  find: (operator) => Effect.sync(() => visits.get(operator)),
  record: (operator, time) => Effect.sync(() => visits.put(operator, time)),
})
