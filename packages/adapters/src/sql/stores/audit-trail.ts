import type { AuditRecord, AuditTrail } from "@sipwright/core"
import type { Connection } from "../database.ts"
import { query } from "../effects.ts"
import type { OwnTables } from "../schema/tables.ts"
import type { StoreDeps } from "../store-deps.ts"

/** Writes an audit record on a connection, so that it can stand in the transaction of what it tells of. */
const auditWriter = (tables: OwnTables) => {
  const insert = `INSERT INTO ${tables.audit} (time, principal, operation, details) VALUES (?, ?, ?, ?)`
  return async (connection: Connection, record: AuditRecord): Promise<void> => {
    const details = JSON.stringify(record.details ?? null)
    await connection.run(insert, [record.time, record.principal, record.operation, details])
  }
}

export const makeAuditTrail = ({ databases: { own }, tables }: StoreDeps): AuditTrail["Service"] => {
  const write = auditWriter(tables)
  return { record: (event) => query(() => write(own, event)) }
}
