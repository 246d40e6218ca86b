import { GuardFailed } from "@sipwright/core"
import type { Connection, Param } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import { insert } from "../statements/insert.ts"
import { type InsertMany, insertMany } from "../statements/insert-many.ts"
import { keptByKey } from "../statements/kept.ts"

type Columns = Readonly<Record<string, Param>>

/**
 * A write to one of Kamailio's tables, as data: it goes into the journal and can be made a second time without doing harm. `where` is
 * compared exactly, whatever the collation.
 */
export type KamailioWrite =
  | {
      readonly kind: "insert"
      readonly table: string
      /** All with the same columns. */
      readonly rows: readonly [Columns, ...ReadonlyArray<Columns>]
      /** Columns that tell, when the write is made again, that this very row is there already. */
      readonly same?: ReadonlyArray<string>
      /** Columns of a unique key: a row with the same key that is not this very row is somebody else's. */
      readonly key?: ReadonlyArray<string>
    }
  | { readonly kind: "update"; readonly table: string; readonly where: Columns; readonly set: Columns }
  | { readonly kind: "delete"; readonly table: string; readonly where: Columns }

type KamailioInsert = Extract<KamailioWrite, { readonly kind: "insert" }>

/** Makes writes; answers how many rows they matched. */
export interface KamailioWriter {
  readonly make: (connection: Connection, write: KamailioWrite) => Promise<number>
  /** Makes a write that may have been made before. Rejects with {@link GuardFailed} where a row of somebody else is in the way. */
  readonly again: (connection: Connection, write: KamailioWrite) => Promise<void>
}

export const makeKamailioWriter = (dialect: SqlDialect): KamailioWriter => {
  // MariaDB's usual collations fold case, accents and trailing blanks; the first comparison is for the index, the second
  // for the truth.
  const bytes = (text: string) => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`
  const equals = (column: string): string =>
    dialect === "mysql" ? `${column} = ? AND ${bytes(column)} = ${bytes("?")}` : `${column} = ?`
  const conditions = (columns: ReadonlyArray<string>): string => columns.map(equals).join(" AND ")
  const conditionParams = (where: Columns): ReadonlyArray<Param> =>
    Object.values(where).flatMap((value) => (dialect === "mysql" ? [value, value] : [value]))

  const text = keptByKey<string>()
  const inserts = keptByKey<InsertMany<Columns>>()
  const inserting = (table: string, columns: ReadonlyArray<string>): InsertMany<Columns> =>
    inserts(`${table} ${columns.join()}`, () =>
      insertMany(
        dialect,
        (rows) => insert(table, columns, rows),
        columns.map((column) => (row) => row[column] ?? null),
      ),
    )

  const make = (connection: Connection, write: KamailioWrite): Promise<number> => {
    switch (write.kind) {
      case "insert":
        return inserting(write.table, Object.keys(write.rows[0]))(connection, write.rows)
      case "update": {
        const columns = Object.keys(write.set)
        const where = Object.keys(write.where)
        const sql = text(
          `update ${write.table} ${columns.join()} ${where.join()}`,
          () =>
            `UPDATE ${write.table} SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE ${conditions(where)}`,
        )
        return connection.run(sql, [...Object.values(write.set), ...conditionParams(write.where)])
      }
      case "delete": {
        const where = Object.keys(write.where)
        return connection.run(
          text(`delete ${write.table} ${where.join()}`, () => `DELETE FROM ${write.table} WHERE ${conditions(where)}`),
          conditionParams(write.where),
        )
      }
    }
  }

  const pick = (row: Columns, columns: ReadonlyArray<string>): Columns =>
    Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))

  const exists = async (connection: Connection, table: string, where: Columns): Promise<boolean> => {
    const columns = Object.keys(where)
    const sql = text(
      `exists ${table} ${columns.join()}`,
      () => `SELECT 1 AS found FROM ${table} WHERE ${conditions(columns)} LIMIT 1`,
    )
    return (await connection.all(sql, conditionParams(where))).length > 0
  }

  const insertAgain = async (connection: Connection, write: KamailioInsert, row: Columns): Promise<void> => {
    if (write.same !== undefined && (await exists(connection, write.table, pick(row, write.same)))) return
    if (write.key !== undefined && (await exists(connection, write.table, pick(row, write.key)))) {
      throw new GuardFailed({ guard: "address-free", subject: write.key.map((column) => row[column]).join("@") })
    }
    await make(connection, { ...write, rows: [row] })
  }

  return {
    make,
    again: async (connection, write) => {
      if (write.kind === "insert") {
        for (const row of write.rows) await insertAgain(connection, write, row)
        return
      }
      await make(connection, write)
    },
  }
}
