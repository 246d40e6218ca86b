import type { Database } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import { classifyError } from "../classify-error.ts"
import { madeMeanwhile } from "./made-meanwhile.ts"

type Type = "int" | "unsigned" | "small" | "real" | "time" | number

/** Name, type (a number is the width of a VARCHAR) and default; `undefined` none, `null` makes the column nullable. */
type Column = readonly [name: string, type: Type, standard: string | number | null | undefined]

interface Table {
  readonly name: string
  readonly version: number
  readonly columns: ReadonlyArray<Column>
  readonly unique?: readonly [name: string, columns: ReadonlyArray<string>]
  readonly indexes?: ReadonlyArray<readonly [name: string, columns: ReadonlyArray<string>]>
}

const username: Column = ["username", 64, ""]
const domain: Column = ["domain", 64, ""]
const modified: Column = ["last_modified", "time", "2000-01-01 00:00:01"]

/** Kamailio's schema, the same in 5.6 to 6.1: `kamctl/NAME-create.sql` of auth_db, domain, alias_db, uri_db, group, avpops, usrloc … */
const TABLES: ReadonlyArray<Table> = [
  {
    name: "version",
    version: 1,
    columns: [
      ["table_name", 32, undefined],
      ["table_version", "unsigned", 0],
    ],
    unique: ["table_name_idx", ["table_name"]],
  },
  {
    name: "subscriber",
    version: 7,
    columns: [username, domain, ["password", 64, ""], ["ha1", 128, ""], ["ha1b", 128, ""]],
    unique: ["account_idx", ["username", "domain"]],
    indexes: [["username_idx", ["username"]]],
  },
  {
    name: "domain",
    version: 2,
    columns: [["domain", 64, undefined], ["did", 64, null], modified],
    unique: ["domain_idx", ["domain"]],
  },
  {
    name: "domain_attrs",
    version: 1,
    columns: [
      ["did", 64, undefined],
      ["name", 32, undefined],
      ["type", "unsigned", undefined],
      ["value", 255, undefined],
      modified,
    ],
    indexes: [["domain_attrs_idx", ["did", "name"]]],
  },
  {
    name: "dbaliases",
    version: 1,
    columns: [["alias_username", 64, ""], ["alias_domain", 64, ""], username, domain],
    indexes: [
      ["alias_user_idx", ["alias_username"]],
      ["alias_idx", ["alias_username", "alias_domain"]],
      ["target_idx", ["username", "domain"]],
    ],
  },
  {
    name: "uri",
    version: 1,
    columns: [username, domain, ["uri_user", 64, ""], modified],
    unique: ["account_idx", ["username", "domain", "uri_user"]],
  },
  {
    name: "grp",
    version: 2,
    columns: [username, domain, ["grp", 64, ""], modified],
    unique: ["account_group_idx", ["username", "domain", "grp"]],
  },
  {
    name: "usr_preferences",
    version: 2,
    columns: [
      ["uuid", 64, ""],
      ["username", 255, "0"],
      domain,
      ["attribute", 32, ""],
      ["type", "int", 0],
      ["value", 128, ""],
      modified,
    ],
    indexes: [
      ["ua_idx", ["uuid", "attribute"]],
      ["uda_idx", ["username", "domain", "attribute"]],
    ],
  },
  {
    name: "speed_dial",
    version: 2,
    columns: [
      username,
      domain,
      ["sd_username", 64, ""],
      ["sd_domain", 64, ""],
      ["new_uri", 255, ""],
      ["fname", 64, ""],
      ["lname", 64, ""],
      ["description", 64, ""],
    ],
    unique: ["speed_dial_idx", ["username", "domain", "sd_domain", "sd_username"]],
  },
  {
    name: "trusted",
    version: 6,
    columns: [
      ["src_ip", 50, undefined],
      ["proto", 4, undefined],
      ["from_pattern", 64, null],
      ["ruri_pattern", 64, null],
      ["tag", 64, null],
      ["priority", "int", 0],
    ],
    indexes: [["peer_idx", ["src_ip"]]],
  },
  {
    name: "address",
    version: 6,
    columns: [
      ["grp", "unsigned", 1],
      ["ip_addr", 50, undefined],
      ["mask", "int", 32],
      ["port", "small", 0],
      ["tag", 64, null],
    ],
  },
  {
    name: "location",
    version: 9,
    columns: [
      ["ruid", 64, ""],
      username,
      ["domain", 64, null],
      ["contact", 512, ""],
      ["received", 128, null],
      ["path", 512, null],
      ["expires", "time", "2030-05-28 21:32:15"],
      ["q", "real", 1],
      ["callid", 255, "Default-Call-ID"],
      ["cseq", "int", 1],
      modified,
      ["flags", "int", 0],
      ["cflags", "int", 0],
      ["user_agent", 255, ""],
      ["socket", 64, null],
      ["methods", "int", null],
      ["instance", 255, null],
      ["reg_id", "int", 0],
      ["server_id", "int", 0],
      ["connection_id", "int", 0],
      ["keepalive", "int", 0],
      ["partition", "int", 0],
    ],
    unique: ["ruid_idx", ["ruid"]],
    indexes: [
      ["account_contact_idx", ["username", "domain", "contact"]],
      ["expires_idx", ["expires"]],
      ["tcpcon_idx", ["connection_id"]],
      ["connection_idx", ["server_id", "connection_id"]],
    ],
  },
]

const TYPES: Readonly<Record<SqlDialect, Readonly<Record<Exclude<Type, number>, string>>>> = {
  sqlite: { int: "INTEGER", unsigned: "INTEGER", small: "SMALLINT", real: "REAL", time: "TIMESTAMP WITHOUT TIME ZONE" },
  postgres: {
    int: "INTEGER",
    unsigned: "INTEGER",
    small: "SMALLINT",
    real: "REAL",
    time: "TIMESTAMP WITHOUT TIME ZONE",
  },
  mysql: {
    int: "INT(11)",
    unsigned: "INT UNSIGNED",
    small: "SMALLINT(5) UNSIGNED",
    real: "FLOAT(10,2)",
    time: "DATETIME",
  },
}

const ID: Readonly<Record<SqlDialect, string>> = {
  sqlite: "INTEGER PRIMARY KEY NOT NULL",
  postgres: "SERIAL PRIMARY KEY NOT NULL",
  mysql: "INT(10) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL",
}

const literal = (value: string | number): string => (typeof value === "number" ? String(value) : `'${value}'`)

const statementsFor = (dialect: SqlDialect, table: Table): ReadonlyArray<string> => {
  // `partition` is a reserved word on MySQL.
  const quoted = (name: string) => (dialect === "mysql" ? `\`${name}\`` : `"${name}"`)
  const list = (names: ReadonlyArray<string>) => names.map(quoted).join(", ")
  // Index names are global in PostgreSQL and SQLite, so Kamailio puts the table in front there.
  const indexName = (name: string) => (dialect === "mysql" ? name : `${table.name}_${name}`)
  const columns = table.columns.map(([name, type, standard]) => {
    const sqlType = typeof type === "number" ? `VARCHAR(${type})` : TYPES[dialect][type]
    const value =
      standard === undefined
        ? " NOT NULL"
        : standard === null
          ? " DEFAULT NULL"
          : ` DEFAULT ${literal(standard)} NOT NULL`
    return `${quoted(name)} ${sqlType}${value}`
  })
  const constraint =
    table.unique === undefined ? [] : [`CONSTRAINT ${indexName(table.unique[0])} UNIQUE (${list(table.unique[1])})`]
  const indexes = table.indexes ?? []
  const inline = dialect === "mysql" ? indexes.map(([name, names]) => `INDEX ${name} (${list(names)})`) : []
  const apart =
    dialect === "mysql"
      ? []
      : indexes.map(
          ([name, names]) => `CREATE INDEX IF NOT EXISTS ${indexName(name)} ON ${quoted(table.name)} (${list(names)})`,
        )
  const body = [`id ${ID[dialect]}`, ...columns, ...constraint, ...inline].join(", ")
  return [`CREATE TABLE IF NOT EXISTS ${quoted(table.name)} (${body})`, ...apart]
}

const VERSION_ROW = `INSERT INTO version (table_name, table_version)
  SELECT ?, ? FROM (SELECT 1 AS one) AS once WHERE NOT EXISTS (SELECT 1 FROM version WHERE table_name = ?)`

const versionRow = (dialect: SqlDialect): string =>
  // PostgreSQL has to be told the types of parameters that stand in a list of results.
  dialect === "postgres"
    ? VERSION_ROW.replace("SELECT ?, ?", "SELECT CAST(? AS varchar), CAST(? AS integer)")
    : VERSION_ROW

/**
 * Makes Kamailio's tables where they are missing, with the rows of `version` that Kamailio checks at start, and answers the names of
 * those made. A table that exists is left as it is, whatever it looks like. For our own embedded database, or where it was asked for:
 * Kamailio's tables otherwise belong to Kamailio. Two processes may do it at once.
 */
export const createKamailioTables = async (kamailio: Database): Promise<ReadonlyArray<string>> => {
  const made: Array<string> = []
  for (const table of TABLES) {
    const exists = await kamailio.knex.schema.hasTable(table.name).catch((error: unknown) => {
      throw classifyError(kamailio.dialect, error)
    })
    if (!exists) {
      for (const statement of statementsFor(kamailio.dialect, table)) await once(kamailio, statement)
      made.push(table.name)
    }
    await once(kamailio, versionRow(kamailio.dialect), [table.name, table.version, table.name])
  }
  return made
}

/** The statement; or nothing, where another process was faster. */
const once = async (kamailio: Database, sql: string, params: ReadonlyArray<string | number> = []): Promise<void> => {
  try {
    await kamailio.run(sql, params)
  } catch (error) {
    if (!madeMeanwhile(error)) throw error
  }
}
