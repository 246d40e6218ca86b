import { type DomainName, parseDomainName, Refusal } from "@sipwright/core"
import * as Redacted from "effect/Redacted"
import type { Database, Databases, PoolUse } from "./database.ts"
import { type WallClock, wallClock } from "./kamailio-time.ts"
import { type DatabaseOptions, type DatabaseSource, openDatabase } from "./open-database.ts"
import { readKamailioCapabilities } from "./schema/kamailio-capabilities.ts"
import { createKamailioTables } from "./schema/kamailio-tables.ts"
import { migrate, pendingMigrations } from "./schema/migrate.ts"
import { ownTables, type OwnTables } from "./schema/tables.ts"
import { makeSecretBox, parseSecretKey } from "./secret-box.ts"
import { checkSecretKey } from "./secret-key-check.ts"
import { SqlStoreError } from "./sql-store-error.ts"
import type { StoreDeps } from "./store-deps.ts"

/** A key of 32 bytes as text, in hexadecimal or base64. */
export type SecretKeyText = string | Redacted.Redacted<string>

/** Where the SQL store keeps things and how Kamailio reads them. */
export interface SqlStoreOptions extends DatabaseOptions {
  /** Our tables, and Kamailio's where nothing else is said. */
  readonly database: DatabaseSource
  /** Kamailio's tables, where they are in another database. */
  readonly kamailioDatabase?: DatabaseSource
  /** In front of the names of our tables: lower-case letters, digits and `_`. `sipwright_` by default. */
  readonly tablePrefix?: string
  /** Whether our tables may be made and changed at start; true by default. */
  readonly migrate?: boolean
  /**
   * Whether Kamailio's tables are made where they are missing. By default only in an SQLite file that holds everything, was
   * opened by URL and has no `subscriber` yet.
   */
  readonly createKamailioTables?: boolean
  /** Encrypts the secrets in our tables. */
  readonly secretKey: SecretKeyText
  /** Keys used before, for what they encrypted. */
  readonly oldSecretKeys?: ReadonlyArray<SecretKeyText>
  /** The local domains where Kamailio has no `domain` table. */
  readonly domains?: ReadonlyArray<string>
  /** IANA name of the zone of Kamailio's local time, by which it writes `location` on MariaDB and PostgreSQL; `UTC` by default. */
  readonly kamailioTimeZone?: string
  /** `none` where Kamailio keeps its contacts in memory (usrloc db_mode 0); `sql` by default. */
  readonly registrations?: "sql" | "none"
  /** Mirror call permissions to Kamailio's `grp`; false by default. */
  readonly groups?: boolean
  /** Told once, when the databases are open, how to look at their pools: ours, and Kamailio's where that is another. */
  readonly onPools?: (pools: { readonly own: () => PoolUse; readonly kamailio?: () => PoolUse }) => void
  /** Take in accounts that were made outside; true by default. */
  readonly adoption?: boolean
}

/** A store that is open: what its ports are made of. */
export interface OpenSqlStore {
  readonly deps: StoreDeps
  readonly kamailioClock: WallClock
  readonly registrations: "sql" | "none"
  readonly close: () => Promise<void>
}

const badSetting = (sentence: string) => new SqlStoreError({ reason: "bad-setting", sentence })

const tablesOf = (prefix: string): OwnTables => {
  // It becomes part of statements, and of index names, which PostgreSQL cuts at 63 characters.
  if (!/^[a-z][a-z0-9_]{0,23}$/.test(prefix)) {
    throw badSetting(
      "The table prefix is not 1 to 24 lower-case letters, digits and underscores beginning with a letter.",
    )
  }
  return ownTables(prefix)
}

const keyOf = (key: SecretKeyText): Buffer => parseSecretKey(typeof key === "string" ? key : Redacted.value(key))

const domainsOf = (domains: ReadonlyArray<string>): ReadonlyArray<DomainName> =>
  domains.map((text) => {
    const domain = parseDomainName(text)
    if (domain instanceof Refusal) throw badSetting(`The local domain ${text} ${domain.sentence}.`)
    return domain
  })

const isSame = (a: DatabaseSource, b: DatabaseSource): boolean =>
  "url" in a ? "url" in b && a.url === b.url : "knex" in b && a.knex === b.knex

const openDatabases = async (options: SqlStoreOptions): Promise<Databases> => {
  const other = options.kamailioDatabase
  const own = await openDatabase(options.database, options)
  if (other === undefined || isSame(options.database, other)) return { own, kamailio: own, shared: true }
  try {
    return { own, kamailio: await openDatabase(other, options), shared: false }
  } catch (error) {
    await own.close()
    throw error
  }
}

const isOurFile = (options: SqlStoreOptions, { own, shared }: Databases): boolean =>
  shared && "url" in options.database && own.dialect === "sqlite"

const hasSubscriber = async (kamailio: Database): Promise<boolean> => {
  try {
    await readKamailioCapabilities(kamailio)
    return true
  } catch (error) {
    if (error instanceof SqlStoreError) return false
    throw error
  }
}

const prepareTables = async (options: SqlStoreOptions, databases: Databases, tables: OwnTables): Promise<void> => {
  const { own, kamailio } = databases
  if (options.migrate ?? true) {
    await migrate(own, tables)
  } else {
    const missing = await pendingMigrations(own, tables)
    if (missing.length > 0) {
      throw new SqlStoreError({
        reason: "not-migrated",
        sentence: `Our tables are not up to date, and changing them is forbidden here. Missing: ${missing.join(", ")}. Run sipwright migrate.`,
      })
    }
  }
  const create = options.createKamailioTables ?? (isOurFile(options, databases) && !(await hasSubscriber(kamailio)))
  if (create) await createKamailioTables(kamailio)
}

const closing = (databases: Databases) => async (): Promise<void> => {
  await databases.own.close()
  if (!databases.shared) await databases.kamailio.close()
}

/**
 * Opens the databases, brings the tables up to date and checks the secret key. Rejects with SqlError or {@link SqlStoreError}; then
 * nothing is left open.
 */
export const openSqlStore = async (options: SqlStoreOptions): Promise<OpenSqlStore> => {
  const tables = tablesOf(options.tablePrefix ?? "sipwright_")
  const kamailioClock = wallClock(options.kamailioTimeZone ?? "UTC")
  const domains = domainsOf(options.domains ?? [])
  const secrets = makeSecretBox({ key: keyOf(options.secretKey), oldKeys: (options.oldSecretKeys ?? []).map(keyOf) })
  const databases = await openDatabases(options)
  const close = closing(databases)
  try {
    await prepareTables(options, databases, tables)
    await checkSecretKey(databases.own, tables, secrets)
    const capabilities = await readKamailioCapabilities(databases.kamailio)
    const deps: StoreDeps = {
      databases,
      tables,
      capabilities,
      secrets,
      domains,
      groups: options.groups ?? false,
      adoption: options.adoption ?? true,
    }
    return { deps, kamailioClock, registrations: options.registrations ?? "sql", close }
  } catch (error) {
    await close()
    throw error
  }
}
