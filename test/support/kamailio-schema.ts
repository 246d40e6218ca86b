import { readFileSync } from "node:fs"
import { join } from "node:path"
import { requireKamailio } from "./kamailio-installation.ts"
import type { TestDatabase } from "./test-database.ts"

const folders = new Map([
  ["sqlite:", "db_sqlite"],
  ["mysql:", "mysql"],
  ["postgres:", "postgres"],
])

// `standard` makes the table `version`, into which each of the others inserts its row.
const parts = [
  "standard",
  "auth_db",
  "domain",
  "alias_db",
  "usrloc",
  "uri_db",
  "group",
  "avpops",
  "permissions",
  "speeddial",
] as const

/** Kamailio's own schema, exactly as the installed packages ship it. */
export async function loadKamailioSchema(database: TestDatabase): Promise<void> {
  const dialect = folders.get(new URL(database.url).protocol)
  if (dialect === undefined) throw new Error(`Kamailio ships no schema for ${database.url}`)
  const folder = join(requireKamailio().schema, dialect)
  const sql = parts.map((part) => readFileSync(join(folder, `${part}-create.sql`), "utf8")).join("\n")
  // In one transaction, because SQLite would otherwise sync to the disk after each statement.
  await database.query("BEGIN")
  for (const statement of statementsOf(sql)) await database.query(statement)
  await database.query("COMMIT")
}

// No statement of these files has a semicolon at a line's end before its own.
function statementsOf(sql: string): string[] {
  return sql
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "")
}
