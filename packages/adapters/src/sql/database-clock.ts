import type { SqlDialect } from "./dialect.ts"

/**
 * Unix time in milliseconds by the database's own clock, as an SQL expression: for leases, which processes on machines with
 * different clocks have to agree on.
 */
export const DATABASE_NOW: Readonly<Record<SqlDialect, string>> = {
  sqlite: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
  mysql: "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)",
  postgres: "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)",
}
