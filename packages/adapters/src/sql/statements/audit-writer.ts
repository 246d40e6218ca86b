import type { AuditRecord } from "@sipwright/core"
import type { Connection } from "../database.ts"
import type { OwnTables } from "../schema/tables.ts"
import { insert } from "./insert.ts"

/** Writes an audit record on a connection, so that it can stand in the transaction of what it tells of. */
export const auditWriter = (tables: OwnTables) => {
  const text = insert(tables.audit, ["time", "principal", "operation", "details"])
  return async (connection: Pick<Connection, "run">, record: AuditRecord): Promise<void> => {
    const details = JSON.stringify(record.details ?? null)
    await connection.run(text, [record.time, record.principal, record.operation, details])
  }
}
