import type { Param, Row } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"

/**
 * What a driver's raw connection can do for us, one value for all connections of a pool. Everything rejects with what the
 * driver threw; classifying is done above.
 */
export interface Driver<C> {
  readonly dialect: SqlDialect
  readonly all: (connection: C, sql: string, params: ReadonlyArray<Param>) => Promise<ReadonlyArray<Row>>
  /** Answers how many rows were matched, or returned where the statement returns rows. */
  readonly run: (connection: C, sql: string, params: ReadonlyArray<Param>) => Promise<number>
  readonly begin: (connection: C) => Promise<void>
  /** Answers whether the transaction was really committed: PostgreSQL turns the COMMIT of a failed one into a rollback. */
  readonly commit: (connection: C) => Promise<boolean>
  readonly rollback: (connection: C) => Promise<void>
  /** Ends the connection at once, without waiting for the server. */
  readonly sever: (connection: C) => void
}
