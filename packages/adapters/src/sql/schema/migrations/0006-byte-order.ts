import type { Knex } from "knex"
import type { OwnTables } from "../tables.ts"

const ADDRESS = 160

/**
 * What lists are ordered and paged by is kept in that order: a PostgreSQL database sorts by its own language otherwise, and would read and sort a whole table
 * for each page. The others order our tables by code point anyway.
 */
export const byteOrderedKeys = async (knex: Knex, tables: OwnTables): Promise<void> => {
  if (knex.client.driverName !== "pg") return
  const keys: ReadonlyArray<readonly [table: string, column: string, length: number]> = [
    [tables.address, "address", ADDRESS],
    [tables.account, "address", ADDRESS],
    [tables.number, "number", 16],
    [tables.phone, "mac", 12],
    [tables.phone, "address", ADDRESS],
  ]
  for (const [table, column, length] of keys) {
    await knex.raw(`ALTER TABLE ?? ALTER COLUMN ?? TYPE varchar(${length}) COLLATE "C"`, [table, column])
  }
}
