import type { CallPermissions } from "@sipwright/core"
import type { Row } from "../database.ts"
import type { KamailioCapabilities } from "../schema/kamailio-capabilities.ts"
import { optionalText, textOf } from "../statements/values.ts"

/** A row of Kamailio's `subscriber`, with the columns that only some installations have. */
export interface SubscriberRow {
  readonly username: string
  readonly domain: string
  readonly password: string
  readonly ha1: string
  readonly ha1b: string
  readonly email: string | undefined
  readonly rpid: string | undefined
  readonly permissions: CallPermissions | undefined
}

/** What to select, under names that do not collide with ours. `alias` is that of `subscriber`. */
export const subscriberColumns = (capabilities: KamailioCapabilities, alias: string): string => {
  const optional = capabilities.subscriber
  return [
    ...["username", "domain", "password", "ha1", "ha1b"].map((column) => `${alias}.${column} AS s_${column}`),
    optional.email ? `${alias}.email_address AS s_email` : "NULL AS s_email",
    optional.rpid ? `${alias}.rpid AS s_rpid` : "NULL AS s_rpid",
    optional.permittedCalls ? `${alias}.permittedcalls AS s_permissions` : "NULL AS s_permissions",
  ].join(", ")
}

// The column is nobody's standard: whatever is no sum of flags counts as not set.
const permissionsOf = (value: unknown): CallPermissions | undefined => {
  const text = optionalText(value)
  const number = text === undefined || text === "" ? Number.NaN : Number(text)
  return Number.isInteger(number) && number >= 0 && number <= 255 ? (number as CallPermissions) : undefined
}

export const readSubscriberRow = (row: Row | undefined): SubscriberRow | undefined =>
  row === undefined || row["s_username"] === null || row["s_username"] === undefined
    ? undefined
    : {
        username: textOf(row["s_username"]),
        domain: textOf(row["s_domain"]),
        password: textOf(row["s_password"]),
        ha1: textOf(row["s_ha1"]),
        ha1b: textOf(row["s_ha1b"]),
        email: optionalText(row["s_email"]),
        rpid: optionalText(row["s_rpid"]) || undefined,
        permissions: permissionsOf(row["s_permissions"]),
      }
