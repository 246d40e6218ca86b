import type { StoreFailure } from "@sipwright/core"
import type { SqlDialect } from "./dialect.ts"
import { SqlError } from "./sql-error.ts"

/** What is kept of a driver's error. Its message and detail are not: they quote values of rows. */
export interface DriverError {
  readonly name: string
  readonly code: string | undefined
  readonly errno: number | undefined
  readonly sqlState: string | undefined
}

const SQLITE: ReadonlyArray<readonly [RegExp, StoreFailure]> = [
  [/^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY|ROWID)$/, "unique-violation"],
  // The snapshot read from is old, so the transaction has to begin anew.
  [/^SQLITE_BUSY_SNAPSHOT$/, "deadlock"],
  [/^SQLITE_(?:BUSY|LOCKED)/, "timeout"],
  [/^SQLITE_TOOBIG$/, "too-long"],
  [/^SQLITE_(?:CANTOPEN|NOTADB|IOERR)/, "connection"],
]

const MYSQL: Readonly<Record<number, StoreFailure>> = {
  // Duplicate entry: in general, with key name, for a unique key of a partition.
  1062: "unique-violation",
  1586: "unique-violation",
  1205: "timeout",
  1317: "timeout",
  // MariaDB's max_statement_time, MySQL's max_execution_time.
  1969: "timeout",
  3024: "timeout",
  // "Record has changed since last read": MariaDB's snapshot isolation asks for the transaction to be tried again.
  1020: "deadlock",
  1213: "deadlock",
  1406: "too-long",
  1264: "too-long",
  // Too many connections, access denied, unknown database, shutdown, host blocked, connection killed, read-only server.
  1040: "connection",
  1044: "connection",
  1045: "connection",
  1049: "connection",
  1053: "connection",
  1129: "connection",
  1130: "connection",
  1203: "connection",
  1226: "connection",
  1290: "connection",
  1927: "connection",
  3169: "connection",
  // Galera: this node is not (yet) part of the cluster.
  1047: "connection",
}

const POSTGRES: ReadonlyArray<readonly [RegExp, StoreFailure]> = [
  [/^23505$/, "unique-violation"],
  [/^(?:40001|40P01)$/, "deadlock"],
  [/^(?:55P03|57014|25P03|25P04)$/, "timeout"],
  [/^22001$/, "too-long"],
  // Connection exceptions, authorization, no such database, too many connections, shutdown, read-only standby.
  [/^(?:08...|28...|3D000|53300|57P0[1-5]|25006)$/, "connection"],
]

const SYSTEM = /^(?:E[A-Z]+|PROTOCOL_[A-Z_]+|HANDSHAKE_[A-Z_]+)$/

const byTable = (table: ReadonlyArray<readonly [RegExp, StoreFailure]>, code: string): StoreFailure =>
  table.find(([pattern]) => pattern.test(code))?.[1] ?? "unknown"

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined)

const failureOf = (dialect: SqlDialect, cause: DriverError, message: string): StoreFailure => {
  const { code = "", errno = 0, name } = cause
  if (name === "KnexTimeoutError" || name === "TimeoutError") return "timeout"
  // mysql2 and pg pass on what the socket said, without a state of the server's own.
  const socket = SYSTEM.test(code) && cause.sqlState === undefined && !code.startsWith("ER_")
  if (dialect !== "sqlite" && socket) return code === "ETIMEDOUT" ? "timeout" : "connection"
  switch (dialect) {
    case "sqlite":
      return code === "" && /not open/.test(message) ? "connection" : byTable(SQLITE, code)
    case "mysql":
      return MYSQL[errno] ?? (code === "" && /clos|lost|acquire/i.test(message) ? "connection" : "unknown")
    case "postgres":
      if (code !== "") return byTable(POSTGRES, code)
      if (/timeout/i.test(message)) return "timeout"
      return /connect|clos|terminat|queryable|acquire/i.test(message) ? "connection" : "unknown"
  }
}

// Only names: SQLite tells `table.column`, MySQL ends its message with the key, whatever the value before it holds.
const constraintOf = (dialect: SqlDialect, error: Readonly<Record<string, unknown>>, message: string) => {
  if (dialect === "postgres") return textOf(error["constraint"])
  const match =
    dialect === "sqlite" ? /^UNIQUE constraint failed: (.*)$/.exec(message) : /for key '([^']*)'$/.exec(message)
  return match?.[1]
}

/** What a driver threw, as the one error of this layer; without the values that drivers put into their messages. */
export const classifyError = (
  dialect: SqlDialect,
  error: unknown,
  outcome: SqlError["outcome"] = "unchanged",
): SqlError => {
  if (error instanceof SqlError) return error
  const fields = (typeof error === "object" && error !== null ? error : {}) as Readonly<Record<string, unknown>>
  const message = textOf(fields["message"]) ?? ""
  const code = textOf(fields["code"])
  const cause: DriverError = {
    name: textOf(fields["name"]) ?? "Error",
    code,
    errno: numberOf(fields["errno"]),
    sqlState:
      textOf(fields["sqlState"]) ??
      (dialect === "postgres" && /^[0-9A-Z]{5}$/.test(code ?? "") && /[0-9]/.test(code ?? "") ? code : undefined),
  }
  const failure = failureOf(dialect, cause, message)
  const constraint = failure === "unique-violation" ? constraintOf(dialect, fields, message) : undefined
  return new SqlError(failure, { cause, outcome, ...(constraint === undefined ? {} : { constraint }) })
}
