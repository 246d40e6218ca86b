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

/** The columns that {@link readAccountRow} reads. */
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

type NewAccountColumn = (typeof NEW_ACCOUNT_COLUMNS)[number]

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

const VALUES: { readonly [Column in NewAccountColumn]: (row: AccountRow) => Param } = {
  address: (row) => row.address,
  type: (row) => row.type,
  state: (row) => row.state,
  version: (row) => row.version,
  username: (row) => row.username,
  domain: (row) => row.domain,
  display_name: (row) => row.settings.displayName,
  auth_id: (row) => row.settings.authId ?? null,
  registrar: (row) => row.settings.registrar ?? null,
  registrar_port: (row) => row.settings.registrarPort ?? null,
  proxy: (row) => row.settings.proxy ?? null,
  proxy_port: (row) => row.settings.proxyPort ?? null,
  dial_plan: (row) => row.settings.dialPlan ?? null,
  line_text: (row) => row.settings.lineText ?? null,
  email: (row) => row.email,
  rpid: (row) => row.rpid ?? null,
  permissions: (row) => row.permissions,
  fingerprint: (row) => row.fingerprint ?? null,
  secret: (row) => row.secret ?? null,
  parked: (row) => row.parked ?? null,
  activated: (row) => (row.activated ? 1 : 0),
  access: (row) => row.profile.access,
  phone_number: (row) => row.profile.phoneNumber ?? null,
  dtmf_protocol: (row) => row.profile.dtmfProtocol ?? null,
  dictionary: (row) => dictionaryText(row.profile.dictionary),
  provisioning_token: (row) => row.profile.provisioningToken ?? null,
  created_at: (row) => row.created,
  updated_at: (row) => row.updated,
  email_key: (row) => emailKey(row.email),
}

/** What the database says by itself of a new row, and what most have. */
const USUAL: { readonly [Column in NewAccountColumn]?: Param } = {
  auth_id: null,
  dial_plan: null,
  line_text: null,
  rpid: null,
  parked: null,
  activated: 1,
  access: 0,
  phone_number: null,
  dtmf_protocol: null,
  dictionary: null,
  provisioning_token: null,
}

/** The columns of an insert, and how each value is had of a row. */
export interface NewAccountColumns {
  readonly columns: ReadonlyArray<string>
  readonly values: ReadonlyArray<(row: AccountRow) => Param>
}

const columnsOf = (columns: ReadonlyArray<NewAccountColumn>): NewAccountColumns => ({
  columns,
  values: columns.map((column) => VALUES[column]),
})

/** For any row: {@link NEW_ACCOUNT_COLUMNS}. */
export const ANY_NEW_ACCOUNT = columnsOf(NEW_ACCOUNT_COLUMNS)

/** For {@link isUsual} rows; the other columns are left to the database. */
export const USUAL_NEW_ACCOUNT = columnsOf(NEW_ACCOUNT_COLUMNS.filter((column) => USUAL[column] === undefined))

const unusual = NEW_ACCOUNT_COLUMNS.filter((column) => USUAL[column] !== undefined)

/** Whether nothing but the columns of {@link USUAL_NEW_ACCOUNT} needs to be said of a new account. */
export const isUsual = (row: AccountRow): boolean => unusual.every((column) => VALUES[column](row) === USUAL[column])

/** The values of {@link NEW_ACCOUNT_COLUMNS}. */
export const accountParams = (row: AccountRow): ReadonlyArray<Param> =>
  ANY_NEW_ACCOUNT.values.map((value) => value(row))
