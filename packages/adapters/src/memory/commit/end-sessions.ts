import type { Subject } from "@sipwright/core"
import { subjectKey } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"

/** Ends every session of an operator, a key or an account. */
export const endSessions = (tables: MemoryTables, subject: Pick<Subject, "kind" | "name">): void => {
  for (const session of tables.sessionsOf(subjectKey(subject))) tables.sessions.delete(session.nameHash)
}
