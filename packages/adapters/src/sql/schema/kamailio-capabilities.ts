import type { Database } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import { SqlStoreError } from "../sql-store-error.ts"

/** What this installation's Kamailio tables have beyond what every installation has. Read once, when a store opens. */
export interface KamailioCapabilities {
  /** Columns of `subscriber` that Kamailio's schema dropped after 5.1, or that only some installations added. */
  readonly subscriber: {
    /** `email_address` */
    readonly email: boolean
    readonly rpid: boolean
    /** `permittedcalls` */
    readonly permittedCalls: boolean
  }
  readonly tables: {
    readonly domain: boolean
    readonly dbaliases: boolean
    readonly usrPreferences: boolean
    readonly grp: boolean
    readonly uri: boolean
    readonly speedDial: boolean
    readonly location: boolean
  }
}

const TABLES = ["subscriber", "domain", "dbaliases", "usr_preferences", "grp", "uri", "speed_dial", "location"]
const LIST = TABLES.map((table) => `'${table}'`).join(", ")

// Only what an unqualified name reaches counts: Kamailio names its tables without a schema.
const COLUMNS: Record<SqlDialect, string> = {
  sqlite: `SELECT t.name AS table_name, c.name AS column_name FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type IN ('table', 'view') AND t.name IN (${LIST})`,
  mysql: `SELECT table_name AS table_name, column_name AS column_name FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name IN (${LIST})`,
  postgres: `SELECT t.relname AS table_name, c.attname AS column_name FROM pg_catalog.pg_class t
    JOIN pg_catalog.pg_attribute c ON c.attrelid = t.oid
    WHERE t.relname IN (${LIST}) AND t.relkind IN ('r', 'v', 'm', 'f', 'p') AND pg_catalog.pg_table_is_visible(t.oid)
    AND c.attnum > 0 AND NOT c.attisdropped`,
}

/**
 * Looks which optional tables and columns exist. Rejects with {@link SqlStoreError} `no-kamailio-tables` where not even
 * `subscriber` does.
 */
export const readKamailioCapabilities = async (kamailio: Database): Promise<KamailioCapabilities> => {
  const found = new Map<string, Set<string>>()
  for (const row of await kamailio.all(COLUMNS[kamailio.dialect])) {
    const table = String(row["table_name"]).toLowerCase()
    const columns = found.get(table) ?? new Set()
    columns.add(String(row["column_name"]).toLowerCase())
    found.set(table, columns)
  }
  const subscriber = found.get("subscriber")
  if (subscriber === undefined) {
    throw new SqlStoreError({
      reason: "no-kamailio-tables",
      sentence:
        "Kamailio's table subscriber is not in this database. Make its tables with kamdbctl, or let them be made here with createKamailioTables.",
    })
  }
  return {
    subscriber: {
      email: subscriber.has("email_address"),
      rpid: subscriber.has("rpid"),
      permittedCalls: subscriber.has("permittedcalls"),
    },
    tables: {
      domain: found.has("domain"),
      dbaliases: found.has("dbaliases"),
      usrPreferences: found.has("usr_preferences"),
      grp: found.has("grp"),
      uri: found.has("uri"),
      speedDial: found.has("speed_dial"),
      location: found.has("location"),
    },
  }
}
