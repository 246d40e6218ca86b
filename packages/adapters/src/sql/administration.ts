import { type DigestHash, portableDigestHash, type SecureRandom } from "@sipwright/core"
import { makeAdoption, type OnProgress } from "./adoption/adoption.ts"
import { holdsClearText } from "./inspection/clear-text.ts"
import { fillEmptyPasswords } from "./inspection/fill-empty-passwords.ts"
import { type Inspection, inspectSubscribers } from "./inspection/inspect-subscribers.ts"
import type { CredentialRules } from "./inspection/row-faults.ts"
import { type DatabaseOptions, type DatabaseSource, openDatabase } from "./open-database.ts"
import { openSqlStore, type SqlStoreOptions } from "./open-store.ts"
import { type OnRekeyProgress, rekey } from "./rekey.ts"
import { readKamailioCapabilities } from "./schema/kamailio-capabilities.ts"
import { pendingMigrations } from "./schema/migrate.ts"
import { ownTables } from "./schema/tables.ts"
import { SqlStoreError } from "./sql-store-error.ts"
import { textOf } from "./statements/values.ts"

/** How many local accounts our table has, by whether Kamailio has a row of them. */
export interface KnownAccounts {
  readonly known: number
  readonly gone: number
}

/** The work of an administrator on a database: what no operation of the product does. All reject with SqlError. */
export interface SqlAdministration {
  /** Looks at every row of `subscriber` and changes nothing. */
  readonly inspect: (onProgress?: (rows: number) => void) => Promise<Inspection>
  /** The domains of Kamailio's table, as spelled there; undefined where it has none, and the settings say which are local. */
  readonly domains: () => Promise<ReadonlyArray<string> | undefined>
  /** Fills password columns that are empty beside a hash; answers how many. */
  readonly fillEmptyPasswords: () => Promise<number>
  /** Takes in every row of `subscriber`, and marks what is not there any more. Changes our tables only. */
  readonly adopt: (onProgress?: OnProgress) => Promise<KnownAccounts>
  /** See {@link rekey}. Changes our tables only. */
  readonly rekey: (onProgress?: OnRekeyProgress) => Promise<number>
  readonly close: () => Promise<void>
}

/** What the work of an administrator needs: the databases, how Kamailio is set up, and randomness for new passwords. */
export interface SqlAdministrationOptions {
  readonly store: SqlStoreOptions
  readonly rules: CredentialRules
  readonly random: (typeof SecureRandom)["Service"]
  readonly hasher?: DigestHash
}

/** Opens the databases as the store does, and rejects as it does. */
export const openSqlAdministration = async (options: SqlAdministrationOptions): Promise<SqlAdministration> => {
  const { rules, random, hasher = portableDigestHash } = options
  const { deps, close } = await openSqlStore(options.store)
  const { databases, tables } = deps
  const adoption = makeAdoption({ ...deps, adoption: true })
  const count = `SELECT COUNT(*) AS known, SUM(CASE WHEN state = 'gone' THEN 1 ELSE 0 END) AS gone
    FROM ${tables.account} WHERE type = 'local'`
  return {
    inspect: (onProgress) =>
      inspectSubscribers({ deps, hasher, rules, ...(onProgress === undefined ? {} : { onProgress }) }),
    domains: async () =>
      deps.capabilities.tables.domain
        ? (await databases.kamailio.all("SELECT domain FROM domain")).map((row) => textOf(row["domain"]))
        : undefined,
    fillEmptyPasswords: () => fillEmptyPasswords(databases.kamailio, random),
    adopt: async (onProgress) => {
      await adoption.adoptAll(onProgress)
      await adoption.sweep()
      const [row] = await databases.own.all(count)
      return { known: Number(row?.["known"] ?? 0), gone: Number(row?.["gone"] ?? 0) }
    },
    rekey: (onProgress) => rekey(deps, onProgress),
    close,
  }
}

/** Brings our tables up to date, and answers the names of the steps that were missing. Rejects as the store does. */
export const updateSqlTables = async (options: SqlStoreOptions): Promise<ReadonlyArray<string>> => {
  const own = await openDatabase(options.database, options)
  let missing: ReadonlyArray<string>
  try {
    missing = await pendingMigrations(own, ownTables(options.tablePrefix ?? "sipwright_"))
  } finally {
    await own.close()
  }
  const store = await openSqlStore({ ...options, migrate: true })
  await store.close()
  return missing
}

/**
 * Whether some row of `subscriber` holds the clear text of its ha1: then Kamailio was set up to read it. Looks at the oldest and the
 * newest ten thousand rows. False where there is no such table. Changes nothing, not even our tables. Rejects with SqlError.
 */
export const kamailioHoldsClearText = async (
  source: DatabaseSource,
  rules: CredentialRules,
  options: DatabaseOptions & { readonly hasher?: DigestHash } = {},
): Promise<boolean> => {
  const kamailio = await openDatabase(source, options)
  try {
    await readKamailioCapabilities(kamailio)
    return await holdsClearText(kamailio, options.hasher ?? portableDigestHash, rules)
  } catch (error) {
    if (error instanceof SqlStoreError && error.reason === "no-kamailio-tables") return false
    throw error
  } finally {
    await kamailio.close()
  }
}
