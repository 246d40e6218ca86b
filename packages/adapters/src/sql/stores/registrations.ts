import { type Registration, type Registrations, RegistrationsUnavailable, sipInstance } from "@sipwright/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Row } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import { query } from "../effects.ts"
import { julianDayToUnix, type WallClock } from "../kamailio-time.ts"
import type { StoreDeps } from "../store-deps.ts"

// As text, so that no driver reads a zone into it. On SQLite Kamailio writes a number; what others write may be text.
const TIME: Readonly<Record<SqlDialect, (column: string) => string>> = {
  sqlite: (column) => column,
  mysql: (column) => `DATE_FORMAT(${column}, '%Y-%m-%d %H:%i:%s')`,
  postgres: (column) => `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS')`,
}

// usrloc writes expires = 0 (the beginning of Unix time, in whatever zone) for a contact that stays for ever.
const FOREVER_BEFORE = 2 * 86_400

// The default of last_modified is 2000-01-01 00:00:01: nobody wrote the column.
const UNKNOWN_BEFORE = Date.UTC(2000, 0, 3) / 1000

/** Where contacts are looked up: Kamailio's `location`, or nowhere. */
export interface RegistrationSource {
  readonly source: "sql" | "none"
  /** The clock that Kamailio writes local times by. */
  readonly clock: WallClock
}

/** Reads what Kamailio's usrloc module writes with db_mode 1, 2 or 3. */
export const makeRegistrations = (
  { databases: { kamailio }, capabilities }: StoreDeps,
  { source, clock }: RegistrationSource,
): Registrations["Service"] => {
  if (source === "none" || !capabilities.tables.location) {
    return { list: () => Effect.fail(new RegistrationsUnavailable({})) }
  }
  const time = TIME[kamailio.dialect]
  const columns = `SELECT contact, user_agent, instance, ruid, ${time("expires")} AS expires_at,
    ${time("last_modified")} AS modified_at FROM location`
  // With usrloc's use_domain=0, the default, the column is NULL, and the user part is all there is to go by.
  const list = `${columns} WHERE username = ? AND (domain = ? OR domain IS NULL OR domain = '')`

  const unixOf = (value: unknown) => (typeof value === "number" ? julianDayToUnix(value) : clock.toUnix(String(value)))

  const registrationOf = (row: Row): Registration => {
    const unix = unixOf(row["expires_at"])
    const modified = unixOf(row["modified_at"])
    return {
      contact: row["contact"] as string,
      userAgent: row["user_agent"] as string,
      expires: unix === undefined || unix < FOREVER_BEFORE ? undefined : unix,
      instance: sipInstance(row["instance"] as string | null),
      ruid: (row["ruid"] as string | null) || undefined,
      updated: modified === undefined || modified < UNKNOWN_BEFORE ? undefined : modified,
    }
  }
  const latestFirst = (a: Registration, b: Registration) =>
    (b.expires ?? Number.MAX_VALUE) - (a.expires ?? Number.MAX_VALUE)

  return {
    list: ({ username, domain }) =>
      Effect.gen(function* () {
        const now = (yield* Clock.currentTimeMillis) / 1000
        const rows = yield* query(() => kamailio.all(list, [username.toLowerCase(), domain.toLowerCase()]))
        return rows
          .map(registrationOf)
          .filter((registration) => registration.expires === undefined || registration.expires > now)
          .sort(latestFirst)
      }),
  }
}
