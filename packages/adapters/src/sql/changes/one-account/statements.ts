import type { SqlDialect } from "../../dialect.ts"
import type { KamailioCapabilities } from "../../schema/kamailio-capabilities.ts"
import type { OwnTables } from "../../schema/tables.ts"
import { insert } from "../../statements/insert.ts"
import { placeholders } from "../../statements/chunks.ts"

/** The tables that a new account goes into, in this order, with their columns. */
export type Inserts = ReadonlyArray<readonly [table: string, columns: ReadonlyArray<string>]>

// More than these at once are looked at by adoption.
const NEWEST = 100

/** Conditions that nothing is in the way; their `?` are address; user, domain; user, domain (of an alias); domain; ids. */
const nothingInTheWay = (
  dialect: SqlDialect,
  tables: OwnTables,
  capabilities: KamailioCapabilities,
  watches: boolean,
  collation: string | undefined,
): string => {
  // MariaDB compares two columns only in a collation that both have.
  const ofOurs = collation === undefined ? "" : ` COLLATE ${collation}`
  const spelling =
    dialect === "mysql"
      ? `CONVERT(CONCAT(s.username, '@', s.domain) USING utf8mb4)${ofOurs}`
      : "s.username || '@' || s.domain"
  const ours = `SELECT 1 FROM ${tables.address} a WHERE a.address = ${spelling}`
  const { dbaliases } = capabilities.tables
  const newestId = "COALESCE((SELECT MAX(id) FROM subscriber), 0)"
  const none = (found: string) => `NOT EXISTS (${found})`
  return [
    none(`SELECT 1 FROM ${tables.account} WHERE address = ?`),
    none("SELECT 1 FROM subscriber WHERE username = ? AND domain = ?"),
    ...(dbaliases ? [none("SELECT 1 FROM dbaliases WHERE alias_username = ? AND alias_domain = ?")] : []),
    none(`SELECT 1 FROM ${tables.space} WHERE domain = ? AND max_accounts > 0`),
    // What somebody else made since is looked at by adoption first.
    ...(watches
      ? [
          `${newestId} <= ${dialect === "postgres" ? "CAST(? AS bigint)" : "?"} + ${NEWEST}`,
          dialect === "postgres"
            ? // Row by row, each by its key. A range that was planned while the table was small would be found by reading all of it later; and
              // a NOT EXISTS would become a join, with all addresses read for it.
              none(`SELECT 1 FROM generate_series(CAST(? AS bigint) + 1, ${newestId}) n
                WHERE (SELECT (${ours}) IS NULL FROM subscriber s WHERE s.id = n)`)
            : none(`SELECT 1 FROM subscriber s WHERE s.id > ? AND (${ours}) IS NULL`),
        ]
      : []),
    ...(watches && dbaliases ? ["COALESCE((SELECT MAX(id) FROM dbaliases), 0) <= ?"] : []),
  ].join(" AND ")
}

/** The statements that make one account where nothing is in the way, for a transaction or in one. */
export const oneAccountStatements = (options: {
  readonly dialect: SqlDialect
  readonly tables: OwnTables
  readonly capabilities: KamailioCapabilities
  readonly inserts: Inserts
  /** Whether rows above the ids that adoption has seen are in the way. */
  readonly watches: boolean
  /** Of our addresses, where the database has one for each column. */
  readonly collation: string | undefined
}) => {
  const { dialect, tables, capabilities, inserts, watches, collation } = options
  const guard = nothingInTheWay(dialect, tables, capabilities, watches, collation)
  const into = (verb: string) => `${verb} INTO ${tables.address} (address, kind) SELECT ?, 'account'`
  const reserve =
    dialect === "mysql"
      ? `${into("INSERT IGNORE")} FROM DUAL WHERE ${guard}`
      : `${into("INSERT")} WHERE ${guard} ON CONFLICT DO NOTHING`
  // Not of a later snapshot than the guard's, which has not looked at what was made since.
  const seen = watches ? "(SELECT MAX(id) FROM subscriber)" : "NULL"

  const onPostgres = () => {
    const rows = inserts.map(
      ([table, columns], index) =>
        `row_${index} AS (INSERT INTO ${table} (${columns.join(", ")}) SELECT ${placeholders(columns.length)} FROM reserved)`,
    )
    return `WITH reserved AS (${reserve} RETURNING 1), ${rows.join(", ")}
      SELECT (SELECT COUNT(*) FROM reserved) AS made, ${seen} AS seen`
  }

  // A condition that is not handled inside, such as the end of the connection, leaves the transaction to whoever sent this.
  const onMariaDb = () => `BEGIN NOT ATOMIC
    DECLARE newest BIGINT;
    DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
    SET newest = ${seen};
    ${reserve};
    IF ROW_COUNT() = 1 THEN
      ${inserts.map(([table, columns]) => `${insert(table, columns)};`).join("\n      ")}
      COMMIT;
      SELECT 1 AS made, newest AS seen;
    ELSE
      ROLLBACK;
      SELECT 0 AS made, NULL AS seen;
    END IF;
  END`

  return {
    reserve,
    inserts: inserts.map(([table, columns]) => insert(table, columns)),
    newest: `SELECT ${seen} AS seen`,
    /** All in one, where the database has a way to say so. Its `?` are those of `reserve` and of the inserts. */
    inOne: dialect === "postgres" ? onPostgres() : onMariaDb(),
  }
}
