import type { Knex } from "knex"
import type { SqlDialect } from "./dialect.ts"

/** A value that a statement is run with. */
export type Param = string | number | null

/** A row of an answer, by column. */
export type Row = Record<string, unknown>

/**
 * Runs SQL with `?` placeholders on one connection. The driver prepares a text once and keeps it, so texts are built
 * once, when a store is made, and values always go by parameters.
 */
export interface Connection {
  readonly all: (sql: string, params?: ReadonlyArray<Param>) => Promise<ReadonlyArray<Row>>
  /** How many rows were matched. */
  readonly run: (sql: string, params?: ReadonlyArray<Param>) => Promise<number>
}

/** Connections of a pool. */
export interface PoolUse {
  readonly used: number
  readonly free: number
  /** Who waits for one. */
  readonly waiting: number
}

/**
 * A database with a pool. Each call of `all` and `run` takes a connection for itself. Everything rejects with
 * {@link SqlError} only.
 */
export interface Database extends Connection {
  readonly dialect: SqlDialect
  /** For migrations and cold paths. */
  readonly knex: Knex
  /**
   * Runs the work in a transaction that sees no half-done change of another, and tries it again after a deadlock or a serialization
   * failure, a bounded number of times; the work must therefore do nothing but use its connection. If the work rejects,
   * nothing is changed and the rejection passes through.
   */
  readonly transaction: <A>(work: (connection: Connection) => Promise<A>) => Promise<A>
  /**
   * Runs one statement that changes things and answers rows. It is a transaction by itself, is tried again as `transaction` is, and an answer
   * that was lost leaves the outcome unknown.
   */
  readonly change: (sql: string, params: ReadonlyArray<Param>) => Promise<ReadonlyArray<Row>>
  /** Runs statements that are no transaction on one connection, which is taken once for all of them. */
  readonly together: <A>(work: (connection: Pick<Connection, "all">) => Promise<A>) => Promise<A>
  /** How the pool is used at this moment. */
  readonly pool: () => PoolUse
  /** Closes the pool, if it was opened here. */
  readonly close: () => Promise<void>
}

/** Where our tables are and where Kamailio's are. */
export interface Databases {
  readonly own: Database
  readonly kamailio: Database
  /** Both are one database, so that one transaction covers both. */
  readonly shared: boolean
}
