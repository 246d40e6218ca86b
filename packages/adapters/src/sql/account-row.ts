import type {
  AccessLevel,
  AccountProfile,
  AccountState,
  CallPermissions,
  Dictionary,
  DtmfProtocol,
  E164Number,
  PhoneSettings,
  PortNumber,
  SipAddress,
} from "@sipwright/core"
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
  readonly activated: boolean
  readonly profile: AccountProfile
  /** Unix time in milliseconds. */
  readonly created: number
  readonly updated: number
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
  "activated",
  "access",
  "phone_number",
  "dtmf_protocol",
  "dictionary",
  "provisioning_token",
  "created_at",
  "updated_at",
] as const

/** The columns of an insert: those of {@link ACCOUNT_COLUMNS}, and what an e-mail address is found by. */
export const NEW_ACCOUNT_COLUMNS = [...ACCOUNT_COLUMNS, "email_key"] as const

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

const withinKey = (text: string): string => (text.length > 255 ? [...text].slice(0, 255).join("") : text)

/** What an e-mail address is found by: case is nobody's to remember. */
export const emailKey = (email: string): string | null =>
  // Lower case can be longer than what was given.
  email === "" ? null : withinKey(email.toLowerCase())

/**
 * The columns of an insert of {@link isUsual} rows, in the order of {@link addUsualAccountParams}. The others are left to the database: they are NULL by
 * themselves, or have a default that says what such a row has.
 */
export const USUAL_ACCOUNT_COLUMNS = [
  "address",
  "type",
  "state",
  "version",
  "username",
  "domain",
  "display_name",
  "registrar",
  "registrar_port",
  "proxy",
  "proxy_port",
  "email",
  "permissions",
  "fingerprint",
  "secret",
  "created_at",
  "updated_at",
  "email_key",
] as const satisfies ReadonlyArray<(typeof NEW_ACCOUNT_COLUMNS)[number]>

/** Whether nothing but {@link USUAL_ACCOUNT_COLUMNS} needs to be said of a new account. */
export const isUsual = ({ settings, rpid, parked, activated, profile }: AccountRow): boolean =>
  settings.authId === undefined &&
  settings.dialPlan === undefined &&
  settings.lineText === undefined &&
  rpid === undefined &&
  parked === undefined &&
  activated &&
  profile.access === 0 &&
  profile.phoneNumber === undefined &&
  profile.dtmfProtocol === undefined &&
  profile.provisioningToken === undefined &&
  Object.keys(profile.dictionary).length === 0

const dictionaryText = (dictionary: Dictionary): string | null =>
  Object.keys(dictionary).length === 0 ? null : JSON.stringify(dictionary)

/** The columns of a profile, or of what is set in one. */
export const profileColumns = (profile: Partial<AccountProfile>): Readonly<Record<string, Param>> => ({
  ...("access" in profile ? { access: profile.access ?? 0 } : {}),
  ...("phoneNumber" in profile ? { phone_number: profile.phoneNumber ?? null } : {}),
  ...("dtmfProtocol" in profile ? { dtmf_protocol: profile.dtmfProtocol ?? null } : {}),
  ...("dictionary" in profile ? { dictionary: dictionaryText(profile.dictionary ?? {}) } : {}),
  ...("provisioningToken" in profile ? { provisioning_token: profile.provisioningToken ?? null } : {}),
})

export const readProfile = (row: Row): AccountProfile => {
  const dictionary = optionalText(row["dictionary"])
  return {
    access: Number(row["access"]) as AccessLevel,
    phoneNumber: optionalText(row["phone_number"]) as E164Number | undefined,
    dtmfProtocol: optionalText(row["dtmf_protocol"]) as DtmfProtocol | undefined,
    dictionary: dictionary === undefined ? {} : (JSON.parse(dictionary) as Dictionary),
    provisioningToken: optionalText(row["provisioning_token"]),
  }
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
    activated: Number(row["activated"]) === 1,
    profile: readProfile(row),
    created: Number(row["created_at"]),
    updated: Number(row["updated_at"]),
  }
}

/** The values of {@link NEW_ACCOUNT_COLUMNS}. */
export const accountParams = (row: AccountRow): ReadonlyArray<Param> => [
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
  row.activated ? 1 : 0,
  row.profile.access,
  row.profile.phoneNumber ?? null,
  row.profile.dtmfProtocol ?? null,
  dictionaryText(row.profile.dictionary),
  row.profile.provisioningToken ?? null,
  row.created,
  row.updated,
  emailKey(row.email),
]

/** Adds the values of {@link USUAL_ACCOUNT_COLUMNS} to those of other rows. */
export const addUsualAccountParams = (params: Array<Param>, row: AccountRow): void => {
  params.push(
    row.address,
    row.type,
    row.state,
    row.version,
    row.username,
    row.domain,
    row.settings.displayName,
    row.settings.registrar ?? null,
    row.settings.registrarPort ?? null,
    row.settings.proxy ?? null,
    row.settings.proxyPort ?? null,
    row.email,
    row.permissions,
    row.fingerprint ?? null,
    row.secret ?? null,
    row.created,
    row.updated,
    emailKey(row.email),
  )
}
