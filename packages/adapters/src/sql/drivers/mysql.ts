import type { Connection, ExecuteValues, QueryError, ResultSetHeader, TypedParameter } from "mysql2"
import type { Param, Row } from "../database.ts"
import type { Driver } from "./driver.ts"
import { writtenOut } from "./mysql-text.ts"
import { Recent } from "./recent.ts"

const MANY = 200
const TEXTS_WITH_MANY = 50

// A question mark behind a quote may stand for itself. And what takes long of a block is to be understood, which is done once where it is prepared.
const canBeWrittenOut = (sql: string): boolean =>
  !sql.startsWith("BEGIN") && sql.lastIndexOf("?") < sql.search(/['"`]|$/)

// Transaction control cannot be prepared on every server of this family.
const control = (connection: Connection, sql: string): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.query(sql, (error: QueryError | null) => (error === null ? resolve() : reject(error)))
  })

/** Sets up a connection that was opened here, beside the server's own settings. */
export const setUpMysql = async (connection: Connection): Promise<void> => {
  await control(connection, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
  // Below our own limit, so that the server's answer comes first and the connection stays good.
  await control(connection, "SET SESSION innodb_lock_wait_timeout = 4")
}

const isHeader = (result: unknown): result is ResultSetHeader =>
  typeof result === "object" && result !== null && "affectedRows" in result

/**
 * For MySQL and MariaDB by mysql2, whose connections count matched rows (FOUND_ROWS) unless told otherwise. `ownPool`: every
 * connection was set up with {@link setUpMysql}.
 */
export const mysqlDriver = (options: {
  readonly integer: TypedParameter["BIGINT"]
  readonly ownPool: boolean
}): Driver<Connection> => {
  // Left to itself the driver sends a number as a double, which MySQL refuses in LIMIT.
  const bound = (params: ReadonlyArray<Param>): ExecuteValues =>
    params.map((param) => (typeof param === "number" && Number.isSafeInteger(param) ? options.integer(param) : param))

  const execute = (connection: Connection, sql: string, params: ReadonlyArray<Param>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      connection.execute(sql, bound(params), (error: QueryError | null, result: unknown) =>
        error === null ? resolve(result) : reject(error),
      )
    })

  const query = (connection: Connection, sql: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      // Without values the driver does not look for what they would stand for.
      connection.query({ sql, values: null }, (error: QueryError | null, result: unknown) =>
        error === null ? resolve(result) : reject(error),
      )
    })

  const pieces = new Recent<string, ReadonlyArray<string>>(TEXTS_WITH_MANY)

  /** What stands between the placeholders of a text; nothing where its values go as parameters. */
  const piecesOf = (sql: string): ReadonlyArray<string> => {
    const known = pieces.get(sql)
    if (known !== undefined) return known
    const found = canBeWrittenOut(sql) ? sql.split("?") : []
    pieces.set(sql, found)
    return found
  }

  const send = (connection: Connection, sql: string, params: ReadonlyArray<Param>): Promise<unknown> => {
    const around = params.length < MANY ? [] : piecesOf(sql)
    return around.length > 0 ? query(connection, writtenOut(around, params)) : execute(connection, sql, params)
  }

  return {
    dialect: "mysql",
    all: async (connection, sql, params) => {
      const result = await send(connection, sql, params)
      if (!Array.isArray(result)) return []
      // A block answers every result in it, and then that it is over.
      const rows: unknown = Array.isArray(result[0]) ? result[0] : result
      return rows as ReadonlyArray<Row>
    },
    run: async (connection, sql, params) => {
      const result = await send(connection, sql, params)
      return isHeader(result) ? result.affectedRows : Array.isArray(result) ? result.length : 0
    },
    begin: async (connection) => {
      // For the next transaction only: the session belongs to the host program.
      if (!options.ownPool) await control(connection, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
      await control(connection, "START TRANSACTION")
    },
    commit: async (connection) => {
      await control(connection, "COMMIT")
      return true
    },
    rollback: (connection) => control(connection, "ROLLBACK"),
    sever: (connection) => connection.destroy(),
  }
}
