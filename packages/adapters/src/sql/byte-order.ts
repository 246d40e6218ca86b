import type { SqlDialect } from "./dialect.ts"

/**
 * A column of our own tables for ORDER BY and for comparing with a cursor: by code point on every database. SQLite does that by itself,
 * on MySQL by our tables' collation, and a PostgreSQL database may have any language's.
 */
export const byteOrder = (dialect: SqlDialect, column: string): string =>
  dialect === "postgres" ? `${column} COLLATE "C"` : column
