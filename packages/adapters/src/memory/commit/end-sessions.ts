import type { Subject } from "@sipwright/core"
import { subjectKey } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"

/** Removes the key that an account made for itself. */
export const removeAccountKeys = (tables: MemoryTables, account: string): void => {
  for (const key of tables.apiKeysOfAccount(account)) tables.apiKeys.delete(key.id)
}

/** Ends every session of an operator, a key or an account; of an account its key too. */
export const endSessions = (tables: MemoryTables, subject: Pick<Subject, "kind" | "name">): void => {
  for (const session of tables.sessionsOf(subjectKey(subject))) tables.sessions.delete(session.nameHash)
  if (subject.kind === "account") removeAccountKeys(tables, subject.name)
}
