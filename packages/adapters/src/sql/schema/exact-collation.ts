import type { Knex } from "knex"

// The binary collations that do not take a trailing blank for nothing: MariaDB's and MySQL's name for it.
const EXACT = ["utf8mb4_nopad_bin", "utf8mb4_0900_bin"]

/**
 * The collation of our tables on MySQL and MariaDB: names are compared letter for letter, as the other databases do by
 * themselves. On servers that are too old for it a name still equals itself with blanks behind it.
 */
export const exactCollation = async (knex: Knex): Promise<string> => {
  const found: ReadonlyArray<{ readonly name: string }> = await knex("information_schema.collations")
    .select({ name: "collation_name" })
    .whereIn("collation_name", EXACT)
  return found[0]?.name ?? "utf8mb4_bin"
}
