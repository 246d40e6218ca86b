export type { Connection, Database, Databases, Param, PoolUse, Row } from "./database.ts"
export { DATABASE_NOW } from "./database-clock.ts"
export { parseDatabaseUrl, type DatabaseUrl } from "./database-url.ts"
export type { SqlDialect } from "./dialect.ts"
export { classifyError, type DriverError } from "./classify-error.ts"
export { julianDayToUnix, unixToJulianDay, wallClock, type WallClock } from "./kamailio-time.ts"
export { openDatabase, type DatabaseOptions, type DatabaseSource } from "./open-database.ts"
export { openSqlStore, type OpenSqlStore, type SecretKeyText, type SqlStoreOptions } from "./open-store.ts"
export { DEFAULT_PATIENCE, type Patience } from "./pooled-database.ts"
export { readKamailioCapabilities, type KamailioCapabilities } from "./schema/kamailio-capabilities.ts"
export { createKamailioTables } from "./schema/kamailio-tables.ts"
export { LEASE_TIMES, withLease, type LeaseTimes } from "./schema/lease.ts"
export { migrate, pendingMigrations } from "./schema/migrate.ts"
export { ownTables, type OwnTables } from "./schema/tables.ts"
export { makeSecretBox, parseSecretKey, type SecretBox, type SecretPlace } from "./secret-box.ts"
export { checkSecretKey, forgetOldSecretKeys } from "./secret-key-check.ts"
export { SqlError } from "./sql-error.ts"
export { sqlStore } from "./sql-store.ts"
export { SqlStoreError, type SqlStoreProblem } from "./sql-store-error.ts"
export type { StoreDeps } from "./store-deps.ts"
export {
  kamailioHoldsClearText,
  openSqlAdministration,
  updateSqlTables,
  type KnownAccounts,
  type SqlAdministration,
  type SqlAdministrationOptions,
} from "./administration.ts"
export type { Inspection } from "./inspection/inspect-subscribers.ts"
