import type { Knex } from "knex"
import type { OwnTables } from "../tables.ts"

const isGone = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ER_CANT_DROP_FIELD_OR_KEY"

const dropIndex = async (knex: Knex, table: string, name: string): Promise<void> => {
  if (knex.client.driverName !== "mysql2") {
    await knex.raw("DROP INDEX IF EXISTS ??", [name])
    return
  }
  try {
    await knex.raw("DROP INDEX ?? ON ??", [name, table])
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/**
 * A new account is written to every index of its table, so none is kept that can be done without: a user part is found by the address that
 * begins with it, and what most accounts have not got is no entry of an index where the database can leave it out.
 */
export const leanIndexes = async (knex: Knex, tables: OwnTables): Promise<void> => {
  await dropIndex(knex, tables.account, `${tables.account}_username`)
  if (knex.client.driverName === "mysql2") return
  for (const column of ["phone_number", "email_key"]) {
    const name = `${tables.account}_${column}`
    await dropIndex(knex, tables.account, name)
    await knex.raw("CREATE INDEX IF NOT EXISTS ?? ON ?? (??) WHERE ?? IS NOT NULL", [
      name,
      tables.account,
      column,
      column,
    ])
  }
}
