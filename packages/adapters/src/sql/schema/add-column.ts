import type { Knex } from "knex"

/** Adds a column to a table of ours unless it is there. */
export const addColumn = async (
  knex: Knex,
  table: string,
  column: string,
  define: (builder: Knex.AlterTableBuilder) => void,
): Promise<void> => {
  if (!(await knex.schema.hasColumn(table, column))) await knex.schema.alterTable(table, define)
}
