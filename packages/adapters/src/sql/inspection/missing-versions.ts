import type { Database } from "../database.ts"
import { SqlError } from "../sql-error.ts"
import { textOf } from "../statements/values.ts"

// Kamailio's auth_db, domain, alias_db and usrloc refuse to start without these.
const CHECKED = ["subscriber", "domain", "dbaliases", "location"]

const NAMES = "SELECT table_name AS name FROM version"

/** Tables that are there, but of which Kamailio's `version` table knows nothing. */
export const missingVersions = async (kamailio: Database): Promise<ReadonlyArray<string>> => {
  const there: Array<string> = []
  for (const table of CHECKED) if (await isThere(kamailio, table)) there.push(table)
  if (!(await isThere(kamailio, "version"))) return there
  const known = new Set((await kamailio.all(NAMES)).map((row) => textOf(row["name"])))
  return there.filter((table) => !known.has(table))
}

// Asked with a statement of the table's own, which finds it wherever an unqualified name leads.
const isThere = async (kamailio: Database, table: string): Promise<boolean> => {
  try {
    await kamailio.all(`SELECT 1 AS one FROM ${table} WHERE 1 = 0`)
    return true
  } catch (error) {
    if (error instanceof SqlError && error.failure === "unknown") return false
    throw error
  }
}
