import { callbackify } from "node:util"
import type SqliteConnection from "better-sqlite3"
import type { Knex } from "knex"
import type { Connection as MysqlConnection, TypedParameter } from "mysql2"
import type { Client as PostgresClient } from "pg"
import type { Database } from "./database.ts"
import { parseDatabaseUrl } from "./database-url.ts"
import type { SqlDialect } from "./dialect.ts"
import { mysqlDriver, setUpMysql } from "./drivers/mysql.ts"
import { postgresDriver, setUpPostgres, severPostgres } from "./drivers/postgres.ts"
import { setUpSqlite, sqliteDriver } from "./drivers/sqlite.ts"
import { DEFAULT_PATIENCE, type Patience, pooledDatabase } from "./pooled-database.ts"
import { SqlStoreError } from "./sql-store-error.ts"

/** A database by URL, or the pool of a knex that the host program already has. */
export type DatabaseSource = { readonly url: string } | { readonly knex: Knex }

/** How a database is opened and how long it is waited for. */
export interface DatabaseOptions {
  /**
   * SQLite's `synchronous`: `full` (the default) loses nothing that was answered even when the power fails; `normal` may
   * lose the last commits then, and is several times faster. Only where the database is opened here by URL.
   */
  readonly synchronous?: "full" | "normal"
  /** The most connections at once, 10 by default; SQLite always has one. Only where the database is opened here by URL. */
  readonly poolSize?: number
  readonly patience?: Partial<Patience>
}

const PACKAGES: Readonly<Record<SqlDialect, string>> = { sqlite: "better-sqlite3", mysql: "mysql2", postgres: "pg" }

// What knex writes to the console by itself names hosts and users, and is our caller's to report.
const silent = { warn: () => {}, error: () => {}, deprecate: () => {}, debug: () => {} }

const missing = (name: string) =>
  new SqlStoreError({
    reason: "driver-missing",
    sentence: `This database needs the npm package ${name}, which is not installed: npm install ${name}`,
  })

const isNotInstalled = (error: unknown, name: string): boolean => {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  return (
    (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND" || String(message).includes("npm install")) &&
    String(message).includes(name)
  )
}

const loadKnex = async (): Promise<typeof import("knex").knex> => {
  try {
    return (await import("knex")).default
  } catch (error) {
    throw isNotInstalled(error, "knex") ? missing("knex") : error
  }
}

type AfterCreate<C> = (connection: C, done: (error: Error | null, connection: C) => void) => void

const knexConfig = (source: { readonly url: string }, options: DatabaseOptions, patience: Patience): Knex.Config => {
  const url = parseDatabaseUrl(source.url)
  const common = { log: silent, acquireConnectionTimeout: patience.statement }
  const pool = {
    min: 0,
    max: options.poolSize ?? 10,
    createTimeoutMillis: patience.statement,
    destroyTimeoutMillis: 500,
  }
  if (url.dialect === "sqlite") {
    const afterCreate: AfterCreate<SqliteConnection.Database> = (connection, done) => {
      try {
        setUpSqlite(connection, { synchronous: options.synchronous ?? "full", busyTimeout: patience.statement })
        done(null, connection)
      } catch (error) {
        connection.close()
        done(error as Error, connection)
      }
    }
    return {
      ...common,
      client: "better-sqlite3",
      connection: { filename: url.filename },
      useNullAsDefault: true,
      // The one connection is the lock of this process; idle times do not close it, or a database in memory would be gone.
      pool: { ...pool, min: 1, max: 1, afterCreate },
    }
  }
  const address = {
    host: url.host,
    user: url.user,
    password: url.password,
    database: url.database,
    ...(url.port === undefined ? {} : { port: url.port }),
  }
  if (url.dialect === "mysql") {
    const afterCreate: AfterCreate<MysqlConnection> = callbackify(async (connection: MysqlConnection) => {
      try {
        await setUpMysql(connection)
      } catch (error) {
        connection.destroy()
        throw error
      }
      return connection
    })
    const socketPath = url.options.get("socket")
    const ssl = url.options.get("ssl")
    return {
      ...common,
      client: "mysql2",
      connection: {
        ...address,
        ...(socketPath === null ? {} : { socketPath }),
        ...(ssl === "true" || ssl === "1" ? { ssl: {} } : {}),
        charset: "utf8mb4",
        connectTimeout: patience.statement,
        dateStrings: true,
        // Bounds what one connection keeps prepared on the server.
        maxPreparedStatements: 256,
      },
      pool: { ...pool, afterCreate },
    }
  }
  const sslMode = url.options.get("sslmode")
  const socket = url.options.get("host")
  const afterCreate: AfterCreate<PostgresClient> = callbackify(async (client: PostgresClient) => {
    try {
      await setUpPostgres(client)
    } catch (error) {
      severPostgres(client)
      throw error
    }
    return client
  })
  return {
    ...common,
    client: "pg",
    connection: {
      ...address,
      ...(socket === null ? {} : { host: socket }),
      // As libpq reads it: `require` encrypts, only `verify-ca` and `verify-full` check the certificate.
      ...(sslMode === null || sslMode === "disable"
        ? {}
        : { ssl: { rejectUnauthorized: sslMode.startsWith("verify") } }),
      connectionTimeoutMillis: patience.statement,
      application_name: "sipwright",
    },
    pool: { ...pool, afterCreate },
  }
}

const dialectOf = (knex: Knex): SqlDialect => {
  switch ((knex.client as { readonly driverName?: string }).driverName) {
    case "better-sqlite3":
      return "sqlite"
    case "mysql2":
      return "mysql"
    case "pg":
      return "postgres"
    default:
      throw new SqlStoreError({
        reason: "bad-setting",
        sentence: "The knex given has a client that is not known here; it must be better-sqlite3, mysql2 or pg.",
      })
  }
}

const databaseOf = (knex: Knex, ownPool: boolean, patience: Patience): Database => {
  // The driver's module as knex loaded it: another copy of it would not know its own values again.
  const module = (knex.client as { readonly driver: unknown }).driver
  const options = { knex, patience, close: async () => void (ownPool && (await knex.destroy())) }
  switch (dialectOf(knex)) {
    case "sqlite":
      return pooledDatabase<SqliteConnection.Database & { __knex__disposed?: unknown }>({
        ...options,
        driver: sqliteDriver(),
      })
    case "mysql": {
      const integer = (module as { readonly TypedParameter: TypedParameter }).TypedParameter.BIGINT
      return pooledDatabase<MysqlConnection & { __knex__disposed?: unknown }>({
        ...options,
        driver: mysqlDriver({ integer, ownPool }),
      })
    }
    case "postgres": {
      const { types } = module as { readonly types: Parameters<typeof postgresDriver>[0] }
      return pooledDatabase<PostgresClient & { __knex__disposed?: unknown }>({
        ...options,
        driver: postgresDriver(types),
      })
    }
  }
}

/**
 * Opens a database by URL, or takes the pool of a knex, which is then left open by `close`. Nothing is connected yet. Only the
 * driver of that database is loaded. Rejects with {@link SqlStoreError} `bad-url`, `driver-missing`, `bad-setting`.
 */
export const openDatabase = async (source: DatabaseSource, options: DatabaseOptions = {}): Promise<Database> => {
  const patience = { ...DEFAULT_PATIENCE, ...options.patience }
  if ("knex" in source) return databaseOf(source.knex, false, patience)
  const config = knexConfig(source, options, patience)
  const makeKnex = await loadKnex()
  const driver = PACKAGES[parseDatabaseUrl(source.url).dialect]
  try {
    return databaseOf(makeKnex(config), true, patience)
  } catch (error) {
    throw isNotInstalled(error, driver) ? missing(driver) : error
  }
}
