import type { Knex } from "knex"
import { exactCollation } from "./exact-collation.ts"

/**
 * Makes a table of ours unless it is there. Our keys are compared byte for byte on every database; MariaDB's default collation would fold case
 * and accents.
 */
export const createTable = async (
  knex: Knex,
  table: string,
  columns: (builder: Knex.CreateTableBuilder) => void,
): Promise<void> => {
  if (await knex.schema.hasTable(table)) return
  const collation = knex.client.driverName === "mysql2" ? await exactCollation(knex) : undefined
  await knex.schema.createTable(table, (builder) => {
    if (collation !== undefined) {
      builder.engine("InnoDB")
      builder.charset("utf8mb4")
      builder.collate(collation)
    }
    columns(builder)
  })
}
