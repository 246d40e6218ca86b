import type { Knex } from "knex"

// No database has "if it is not there" for indexes in words that all three understand. SQLite has a sentence only.
const THERE = new Set<unknown>(["ER_DUP_KEYNAME", "42P07"])

const isThere = (error: unknown): boolean =>
  error instanceof Error && ("code" in error && THERE.has(error.code) ? true : /\balready exists\b/.test(error.message))

/** Makes an index of ours unless it is there. */
export const addIndex = async (
  knex: Knex,
  table: string,
  columns: ReadonlyArray<string>,
  name: string,
): Promise<void> => {
  try {
    await knex.schema.alterTable(table, (t) => {
      t.index([...columns], name)
    })
  } catch (error) {
    if (!isThere(error)) throw error
  }
}
