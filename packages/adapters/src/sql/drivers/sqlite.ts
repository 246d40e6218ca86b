import type SqliteConnection from "better-sqlite3"
import type { Param, Row } from "../database.ts"
import type { Driver } from "./driver.ts"
import { Recent } from "./recent.ts"

type Statement = SqliteConnection.Statement<[ReadonlyArray<Param>], Row>

const PREPARED_PER_CONNECTION = 256

/** The pragmas of a connection that was opened here. */
export const setUpSqlite = (
  connection: SqliteConnection.Database,
  options: { readonly synchronous: "full" | "normal"; readonly busyTimeout: number },
): void => {
  connection.pragma(`busy_timeout = ${options.busyTimeout}`)
  // Readers, Kamailio among them, are never blocked by a writer; Kamailio before 6.0 has no busy timeout of its own.
  connection.pragma("journal_mode = WAL")
  connection.pragma(`synchronous = ${options.synchronous}`)
  connection.pragma("foreign_keys = ON")
}

export const sqliteDriver = (): Driver<SqliteConnection.Database> => {
  const caches = new WeakMap<SqliteConnection.Database, Recent<string, Statement>>()

  const prepare = (connection: SqliteConnection.Database, sql: string): Statement => {
    let cache = caches.get(connection)
    if (cache === undefined) {
      cache = new Recent(PREPARED_PER_CONNECTION)
      caches.set(connection, cache)
    }
    let statement = cache.get(sql)
    if (statement === undefined) {
      // A knex from outside may have switched its connections to BigInt.
      statement = connection.prepare<[ReadonlyArray<Param>], Row>(sql).safeIntegers(false)
      cache.set(sql, statement)
    }
    return statement
  }

  const run = async (connection: SqliteConnection.Database, sql: string, params: ReadonlyArray<Param>) => {
    const statement = prepare(connection, sql)
    return statement.reader ? statement.all(params).length : statement.run(params).changes
  }

  return {
    dialect: "sqlite",
    all: async (connection, sql, params) => {
      const statement = prepare(connection, sql)
      if (statement.reader) return statement.all(params)
      statement.run(params)
      return []
    },
    run,
    // IMMEDIATE: a transaction that reads first and writes later could otherwise fail where it must not be tried again.
    begin: async (connection) => void (await run(connection, "BEGIN IMMEDIATE", [])),
    commit: async (connection) => {
      await run(connection, "COMMIT", [])
      return true
    },
    rollback: async (connection) => {
      if (connection.inTransaction) await run(connection, "ROLLBACK", [])
    },
    // Nothing can be lost on the way to a file: the connection stays good.
    sever: () => {},
  }
}
