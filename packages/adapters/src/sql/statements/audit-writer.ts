import type { AuditRecord } from "@sipwright/core"
import type { Connection, Param } from "../database.ts"
import type { OwnTables } from "../schema/tables.ts"
import { insert } from "./insert.ts"

/** The columns of an audit record, in the order of {@link auditParams}. */
export const AUDIT_COLUMNS = ["time", "principal", "operation", "details"] as const

export const auditParams = ({ time, principal, operation, details }: AuditRecord): ReadonlyArray<Param> => [
  time,
  principal,
  operation,
  JSON.stringify(details ?? null),
]

/** Writes an audit record on a connection, so that it can stand in the transaction of what it tells of. */
export const auditWriter = (tables: OwnTables) => {
  const text = insert(tables.audit, AUDIT_COLUMNS)
  return async (connection: Pick<Connection, "run">, record: AuditRecord): Promise<void> => {
    await connection.run(text, auditParams(record))
  }
}
