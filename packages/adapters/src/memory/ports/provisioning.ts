import { type CommitOutcome, GuardFailed, type Provisioning } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { adopt } from "../adoption.ts"
import { apply } from "../commit/apply.ts"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryProvisioning = (tables: MemoryTables): Provisioning["Service"] => ({
  commit: (changes, record) =>
    Effect.suspend(() => {
      adopt(tables)
      try {
        const outcome = tables.transaction(() => {
          const outcomes = changes.map((change) => apply(tables, change, record.time))
          return outcomes.reduce<CommitOutcome>(
            (sum, { added, skipped }) => ({ added: sum.added + added, skipped: sum.skipped + skipped }),
            { added: 0, skipped: 0 },
          )
        })
        tables.audit.push(record)
        return Effect.succeed(outcome)
      } catch (error) {
        if (error instanceof GuardFailed) return Effect.fail(error)
        throw error
      }
    }),
})
