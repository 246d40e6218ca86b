import type { AuditRecord, Change, ChangeSet, CommitOutcome } from "@sipwright/core"
import type { OwnTables } from "../schema/tables.ts"
import { insert } from "../statements/insert.ts"
import type { ChangeTransaction, Handler, Handlers } from "./change-transaction.ts"

const handlerOf = (handlers: Handlers, change: Change): Handler<Change> => handlers[change._tag] as Handler<Change>

/** Makes all changes of a set in a transaction, in their order, and writes the audit record. */
export const makeCommitIn = (handlers: Handlers, tables: OwnTables) => {
  const audit = insert(tables.audit, ["time", "principal", "operation", "details"])
  return async (tx: ChangeTransaction, changes: ChangeSet, record: AuditRecord): Promise<CommitOutcome> => {
    let added = 0
    let skipped = 0
    for (const change of changes) {
      const outcome = await handlerOf(handlers, change)(tx, change)
      added += outcome?.added ?? 0
      skipped += outcome?.skipped ?? 0
    }
    await tx.own.run(audit, [record.time, record.principal, record.operation, JSON.stringify(record.details ?? null)])
    return { added, skipped }
  }
}

export type CommitIn = ReturnType<typeof makeCommitIn>
