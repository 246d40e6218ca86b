import type { SqlStoreOptions } from "@sipwright/adapters/sql"
import * as Redacted from "effect/Redacted"
import { access } from "node:fs/promises"
import { dirname } from "node:path"
import { localDomains } from "./local-domains.ts"
import { oldSecretKeys, secretKeyFor } from "./secret-key.ts"
import type { Settings } from "./settings.ts"
import type { DatabaseUrl } from "./settings/database-url.ts"
import { SettingsError } from "./settings/settings-error.ts"

// SQLite itself says only that it cannot open the file.
const folderIsThere = async (variable: string, database: DatabaseUrl): Promise<void> => {
  if (database.kind !== "sqlite") return
  try {
    await access(dirname(database.path))
  } catch {
    throw new SettingsError(`${variable}: there is no folder ${dirname(database.path)} for the database file.`)
  }
}

/** What the SQL store is opened with; undefined where the settings name none. Rejects with {@link SettingsError}. */
export const sqlOptionsOf = async (
  settings: Settings,
  warn: (sentence: string) => void,
): Promise<SqlStoreOptions | undefined> => {
  const { databaseUrl, kamailioDatabaseUrl } = settings
  if (databaseUrl.kind === "memory") return undefined
  await folderIsThere("SIPWRIGHT_DATABASE_URL", databaseUrl)
  if (kamailioDatabaseUrl !== undefined) await folderIsThere("SIPWRIGHT_KAMAILIO_DATABASE_URL", kamailioDatabaseUrl)
  const secretKey = await secretKeyFor(settings, warn)
  return {
    database: { url: databaseUrl.url },
    ...(kamailioDatabaseUrl === undefined || kamailioDatabaseUrl.kind === "memory"
      ? {}
      : { kamailioDatabase: { url: kamailioDatabaseUrl.url } }),
    secretKey: Redacted.make(secretKey ?? ""),
    oldSecretKeys: oldSecretKeys(settings).map((key) => Redacted.make(key)),
    tablePrefix: settings.tablePrefix,
    migrate: settings.migrate,
    synchronous: settings.sqliteSynchronous,
    domains: localDomains(settings),
    kamailioTimeZone: settings.kamailioTz,
    registrations: settings.registrations === "sql" ? "sql" : "none",
    groups: settings.groups,
  }
}
