import type { AuditTrail } from "@sipwright/core"
import { Effect } from "effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryAuditTrail = ({ audit }: MemoryTables): AuditTrail["Service"] => ({
  record: (event) => Effect.sync(() => void audit.push(event)),
})
