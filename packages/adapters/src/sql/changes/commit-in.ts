import type { AddLocalAccount, AuditRecord, Change, ChangeSet, CommitOutcome } from "@sipwright/core"
import type { OwnTables } from "../schema/tables.ts"
import type { AddManyAccounts } from "./add-many-accounts.ts"
import { auditWriter } from "../statements/audit-writer.ts"
import type { ChangeTransaction, Handler, Handlers } from "./change-transaction.ts"

const handlerOf = (handlers: Handlers, change: Change): Handler<Change> => handlers[change._tag] as Handler<Change>

export const isNewAccount = (change: Change): change is AddLocalAccount => change._tag === "AddLocalAccount"

/** A change set in pieces: new local accounts that follow one another are one, every other change is one by itself. */
const runsOf = (changes: ChangeSet): ReadonlyArray<ChangeSet> => {
  const runs: Array<Array<Change>> = []
  let newAccounts: Array<Change> | undefined
  for (const change of changes) {
    if (newAccounts !== undefined && isNewAccount(change)) {
      newAccounts.push(change)
      continue
    }
    const run = [change]
    newAccounts = isNewAccount(change) ? run : undefined
    runs.push(run)
  }
  return runs
}

/** Makes all changes of a set in a transaction, in their order, and writes the audit record. */
export const makeCommitIn = (handlers: Handlers, addManyAccounts: AddManyAccounts, tables: OwnTables) => {
  const audit = auditWriter(tables)
  return async (tx: ChangeTransaction, changes: ChangeSet, record: AuditRecord): Promise<CommitOutcome> => {
    let added = 0
    let skipped = 0
    for (const run of runsOf(changes)) {
      if (run.length > 1 && (await addManyAccounts.add(tx, run.filter(isNewAccount)))) continue
      for (const change of run) {
        const outcome = await handlerOf(handlers, change)(tx, change)
        added += outcome?.added ?? 0
        skipped += outcome?.skipped ?? 0
      }
    }
    await audit(tx.own, record)
    return { added, skipped }
  }
}

export type CommitIn = ReturnType<typeof makeCommitIn>
