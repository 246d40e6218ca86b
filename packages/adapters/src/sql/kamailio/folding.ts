import type { Connection } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import { textOf } from "../statements/values.ts"

const COLLATION = `SELECT collation_name AS collation_name FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'subscriber' AND column_name = 'username'`

/**
 * Whether Kamailio's tables compare without case by themselves, as MariaDB's usual collations do: then an index finds
 * every spelling of a name. Asked once.
 */
export const makeFolding = (dialect: SqlDialect) => {
  let known: boolean | undefined
  return async (kamailio: Pick<Connection, "all">): Promise<boolean> => {
    if (dialect !== "mysql") return false
    if (known === undefined) {
      const [row] = await kamailio.all(COLLATION)
      known = /_ci$/i.test(textOf(row?.["collation_name"]))
    }
    return known
  }
}

export type Folding = ReturnType<typeof makeFolding>
