import type { Knex } from "knex"
import { classifyError } from "../classify-error.ts"
import type { Database } from "../database.ts"
import { SqlStoreError } from "../sql-store-error.ts"
import { exactCollation } from "./exact-collation.ts"
import { LEASE_TIMES, type LeaseTimes, withLease } from "./lease.ts"
import { madeMeanwhile } from "./made-meanwhile.ts"
import { initial } from "./migrations/0001-initial.ts"
import { credentials } from "./migrations/0002-credentials.ts"
import { roles } from "./migrations/0003-roles.ts"
import { spaces } from "./migrations/0004-spaces.ts"
import { auditIndexes } from "./migrations/0005-audit-indexes.ts"
import { byteOrderedKeys } from "./migrations/0006-byte-order.ts"
import { leanIndexes } from "./migrations/0007-lean-indexes.ts"
import type { OwnTables } from "./tables.ts"

type Step = (knex: Knex, tables: OwnTables) => Promise<void>

/** In order. A name that was ever published stays. */
const STEPS: ReadonlyArray<readonly [name: string, step: Step]> = [
  ["0001-initial", initial],
  ["0002-credentials", credentials],
  ["0003-roles", roles],
  ["0004-spaces", spaces],
  ["0005-audit-indexes", auditIndexes],
  ["0006-byte-order", byteOrderedKeys],
  ["0007-lean-indexes", leanIndexes],
]

const LEASE = "lease:migrations"

const migratorConfig = (tables: OwnTables): Knex.MigratorConfig => ({
  tableName: tables.migrations,
  // Steps are idempotent, and a transaction around them would keep SQLite's one connection from renewing the lease.
  disableTransactions: true,
  migrationSource: {
    getMigrations: async () => [...STEPS],
    getMigrationName: ([name]: (typeof STEPS)[number]) => name,
    getMigration: async ([, step]: (typeof STEPS)[number]) => ({
      up: (knex: Knex) => step(knex, tables),
      down: async () => {},
    }),
  },
})

const tableOptions = async (database: Database): Promise<string> => {
  if (database.dialect !== "mysql") return ""
  try {
    return ` ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${await exactCollation(database.knex)}`
  } catch (error) {
    throw classifyError(database.dialect, error)
  }
}

const makeSettingTable = async (database: Database, tables: OwnTables): Promise<void> => {
  const options = await tableOptions(database)
  const make = `CREATE TABLE IF NOT EXISTS ${tables.setting}
    (name VARCHAR(64) NOT NULL PRIMARY KEY, value TEXT NOT NULL)${options}`
  try {
    await database.run(make)
  } catch (error) {
    if (!madeMeanwhile(error)) throw error
    // Once more, since the other process may have been undone.
    await database.run(make)
  }
}

const isNewer = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("migration directory is corrupt")

const newer = () =>
  new SqlStoreError({
    reason: "not-migrated",
    sentence: "Our tables were made by a newer version of this program. Run that version, or restore a backup.",
  })

const isThere = async (database: Database, table: string): Promise<boolean> => {
  try {
    return await database.knex.schema.hasTable(table)
  } catch (error) {
    throw classifyError(database.dialect, error)
  }
}

const recorded = async (database: Database, tables: OwnTables): Promise<ReadonlySet<string>> => {
  try {
    const rows = await database.all(`SELECT name FROM ${tables.migrations}`)
    return new Set(rows.map((row) => row["name"] as string))
  } catch (error) {
    // Asked for only now: it is missing once, and read at every start.
    if (await isThere(database, tables.migrations)) throw error
    return new Set()
  }
}

/**
 * The names of the steps that {@link migrate} would take; changes nothing. Rejects with {@link SqlStoreError} `not-migrated` where
 * the tables are of a newer version.
 */
export const pendingMigrations = async (database: Database, tables: OwnTables): Promise<ReadonlyArray<string>> => {
  const done = await recorded(database, tables)
  const names = STEPS.map(([name]) => name)
  if ([...done].some((name) => !names.includes(name))) throw newer()
  return names.filter((name) => !done.has(name))
}

/**
 * Brings our tables up to date, and answers the names of the steps taken. Any number of processes may do it at once: one does, the others wait
 * for it. Rejects with SqlError, or {@link SqlStoreError} `not-migrated`.
 */
export const migrate = async (
  database: Database,
  tables: OwnTables,
  times: LeaseTimes = LEASE_TIMES,
): Promise<ReadonlyArray<string>> => {
  if ((await pendingMigrations(database, tables)).length === 0) return []
  await makeSettingTable(database, tables)
  return withLease(
    database,
    tables.setting,
    LEASE,
    async () => {
      const config = migratorConfig(tables)
      try {
        // knex's own lock stays set for ever when a process is killed. Whoever has the lease may break it.
        await database.knex.migrate.forceFreeMigrationsLock(config)
        const [, taken] = (await database.knex.migrate.latest(config)) as [number, ReadonlyArray<string>]
        return taken
      } catch (error) {
        throw isNewer(error) ? newer() : classifyError(database.dialect, error)
      }
    },
    times,
  )
}
