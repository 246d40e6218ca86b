import type { Connection } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import type { OwnTables } from "../schema/tables.ts"
import { upsert } from "./insert.ts"

/** The clause that locks what a SELECT reads. SQLite has one writer at a time, so there it is nothing. */
export const forUpdate = (dialect: SqlDialect): string => (dialect === "sqlite" ? "" : " FOR UPDATE")

/** The same for what others may read that way as well, but not change. */
export const forShare = (dialect: SqlDialect): string =>
  dialect === "sqlite" ? "" : dialect === "mysql" ? " LOCK IN SHARE MODE" : " FOR SHARE"

/**
 * Holds a name until the transaction ends, for what has no row of its own that could be locked. The row that carries the
 * lock is gone at once; whoever wants to insert it meanwhile waits for the transaction that did.
 */
export const makeNameLock = (dialect: SqlDialect, tables: OwnTables) => {
  const take = upsert(dialect, tables.journalSubject, "subject", ["subject", "journal_id"])
  const drop = `DELETE FROM ${tables.journalSubject} WHERE subject = ?`
  return async (own: Connection, name: string): Promise<void> => {
    if (dialect === "sqlite") return
    await own.run(take, [`lock:${name}`, "lock"])
    await own.run(drop, [`lock:${name}`])
  }
}
