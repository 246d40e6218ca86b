import type { AccountState, CallPermissions, PhoneSettings, PortNumber, SipAddress } from "@sipwright/core"
import type { Param, Row } from "./database.ts"
import { optionalText, textOf } from "./statements/values.ts"

/** A row of our account table. */
export interface AccountRow {
  readonly address: SipAddress
  readonly type: "local" | "remote"
  readonly state: AccountState
  readonly version: number
  /** As spelled in `subscriber`. */
  readonly username: string
  readonly domain: string
  readonly settings: PhoneSettings
  readonly email: string
  readonly rpid: string | undefined
  readonly permissions: CallPermissions
  readonly fingerprint: string | undefined
  readonly secret: string | undefined
  readonly parked: string | undefined
}

/** The columns that {@link readAccountRow} reads, in the order of {@link accountParams}. */
export const ACCOUNT_COLUMNS = [
  "address",
  "type",
  "state",
  "version",
  "username",
  "domain",
  "display_name",
  "auth_id",
  "registrar",
  "registrar_port",
  "proxy",
  "proxy_port",
  "dial_plan",
  "line_text",
  "email",
  "rpid",
  "permissions",
  "fingerprint",
  "secret",
  "parked",
] as const

/** The columns of an insert: those of {@link ACCOUNT_COLUMNS} and the times. */
export const NEW_ACCOUNT_COLUMNS = [...ACCOUNT_COLUMNS, "created_at", "updated_at"] as const

/** The column that holds each field of {@link PhoneSettings}. */
export const SETTING_COLUMNS: { readonly [K in keyof PhoneSettings]: string } = {
  displayName: "display_name",
  authId: "auth_id",
  registrar: "registrar",
  registrarPort: "registrar_port",
  proxy: "proxy",
  proxyPort: "proxy_port",
  dialPlan: "dial_plan",
  lineText: "line_text",
}

const port = (value: unknown): PortNumber | undefined =>
  value === null || value === undefined ? undefined : (Number(value) as PortNumber)

/** A row of ours as a value; undefined where an outer join found none. */
export const readAccountRow = (row: Row | undefined): AccountRow | undefined => {
  if (row === undefined || row["address"] === null || row["address"] === undefined) return undefined
  return {
    address: textOf(row["address"]) as SipAddress,
    type: row["type"] === "remote" ? "remote" : "local",
    state: textOf(row["state"]) as AccountState,
    version: Number(row["version"]),
    username: textOf(row["username"]),
    domain: textOf(row["domain"]),
    settings: {
      displayName: textOf(row["display_name"]),
      authId: optionalText(row["auth_id"]),
      registrar: optionalText(row["registrar"]),
      registrarPort: port(row["registrar_port"]),
      proxy: optionalText(row["proxy"]),
      proxyPort: port(row["proxy_port"]),
      dialPlan: optionalText(row["dial_plan"]),
      lineText: optionalText(row["line_text"]),
    },
    email: textOf(row["email"]),
    rpid: optionalText(row["rpid"]),
    permissions: Number(row["permissions"]) as CallPermissions,
    fingerprint: optionalText(row["fingerprint"]),
    secret: optionalText(row["secret"]),
    parked: optionalText(row["parked"]),
  }
}

/** The values of {@link NEW_ACCOUNT_COLUMNS}. */
export const accountParams = (row: AccountRow, time: number): ReadonlyArray<Param> => [
  row.address,
  row.type,
  row.state,
  row.version,
  row.username,
  row.domain,
  row.settings.displayName,
  row.settings.authId ?? null,
  row.settings.registrar ?? null,
  row.settings.registrarPort ?? null,
  row.settings.proxy ?? null,
  row.settings.proxyPort ?? null,
  row.settings.dialPlan ?? null,
  row.settings.lineText ?? null,
  row.email,
  row.rpid ?? null,
  row.permissions,
  row.fingerprint ?? null,
  row.secret ?? null,
  row.parked ?? null,
  time,
  time,
]
