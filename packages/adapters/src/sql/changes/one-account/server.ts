import type { Database } from "../../database.ts"
import type { OwnTables } from "../../schema/tables.ts"
import { optionalText } from "../../statements/values.ts"

/** What a server can do, and how it compares. */
export interface Server {
  /** Whether one statement can do it all: MariaDB has blocks, though not in all its versions. */
  readonly isOne: boolean
  /** Of our addresses, where the database has one for each column. */
  readonly collation: string | undefined
}

export const readServer = async (own: Database, tables: OwnTables): Promise<Server> => {
  if (own.dialect !== "mysql") return { isOne: own.dialect === "postgres", collation: undefined }
  const [row] = await own.all(`SELECT VERSION() AS version, (SELECT collation_name FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = '${tables.address}' AND column_name = 'address') AS collation_`)
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)\..*MariaDB/.exec(String(row?.["version"])) ?? []).map(Number)
  return { isOne: major > 10 || (major === 10 && minor >= 6), collation: optionalText(row?.["collation_"]) }
}
