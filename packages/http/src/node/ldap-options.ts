import { readFile } from "node:fs/promises"
import type { LdapOption, LdapOptions } from "@sipwright/adapters/ldap"
import { parseAccessLevel, Refusal } from "@sipwright/core"
import * as Redacted from "effect/Redacted"
import type { Settings } from "./settings.ts"
import { SettingsError } from "./settings/settings-error.ts"

/** The variable of each option that the settings have. */
const VARIABLES: Partial<Record<LdapOption, string>> = {
  url: "SIPWRIGHT_LDAP_URL",
  startTls: "SIPWRIGHT_LDAP_STARTTLS",
  ca: "SIPWRIGHT_LDAP_CA_FILE",
  serverName: "SIPWRIGHT_LDAP_SERVER_NAME",
  insecure: "SIPWRIGHT_LDAP_INSECURE",
  "service.dn": "SIPWRIGHT_LDAP_BIND_DN",
  "service.password": "SIPWRIGHT_LDAP_BIND_PASSWORD",
  baseDn: "SIPWRIGHT_LDAP_BASE_DN",
  userFilter: "SIPWRIGHT_LDAP_USER_FILTER",
  userDn: "SIPWRIGHT_LDAP_USER_DN",
  "groups.access": "SIPWRIGHT_LDAP_GROUP_ACCESS",
  "groups.baseDn": "SIPWRIGHT_LDAP_GROUP_BASE_DN",
  "groups.filter": "SIPWRIGHT_LDAP_GROUP_FILTER",
  "groups.nested": "SIPWRIGHT_LDAP_NESTED",
  timeout: "SIPWRIGHT_LDAP_TIMEOUT",
  cache: "SIPWRIGHT_LDAP_CACHE",
}

/** The adapter's complaint about an option, in the words of the settings. */
export const ldapSettingsError = (option: LdapOption, sentence: string): SettingsError =>
  new SettingsError(`${VARIABLES[option] ?? "SIPWRIGHT_LDAP_URL"} ${sentence}.`)

/** Without a server these would be for nothing, and somebody believes that they do something. */
const withoutUrl = (settings: Settings): void => {
  const options: ReadonlyArray<readonly [LdapOption, unknown]> = [
    ["service.dn", settings.ldapBindDn],
    ["baseDn", settings.ldapBaseDn],
    ["userDn", settings.ldapUserDn],
    ["groups.access", settings.ldapGroupAccess],
  ]
  for (const [option, value] of options) {
    if (value !== undefined) throw ldapSettingsError(option, "is given without SIPWRIGHT_LDAP_URL")
  }
}

const caOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    const { code } = error as { readonly code?: string }
    throw ldapSettingsError("ca", `names a file that cannot be read (${code})`)
  }
}

const serviceOf = ({ ldapBindDn: dn, ldapBindPassword: password }: Settings): Pick<LdapOptions, "service"> => {
  if (dn === undefined && password === undefined) return {}
  if (dn === undefined) throw ldapSettingsError("service.password", "is given without SIPWRIGHT_LDAP_BIND_DN")
  if (password === undefined) throw ldapSettingsError("service.dn", "needs SIPWRIGHT_LDAP_BIND_PASSWORD")
  return { service: { dn, password: Redacted.make(password) } }
}

const groupsOf = (settings: Settings): Pick<LdapOptions, "groups"> => {
  const { ldapGroupAccess, ldapGroupBaseDn: baseDn, ldapNested: nested, ldapGroupFilter: filter } = settings
  if (ldapGroupAccess === undefined) {
    if (baseDn !== undefined) throw ldapSettingsError("groups.baseDn", "needs SIPWRIGHT_LDAP_GROUP_ACCESS")
    if (nested !== false) throw ldapSettingsError("groups.nested", "needs SIPWRIGHT_LDAP_GROUP_ACCESS")
    return {}
  }
  const access = ldapGroupAccess.map(({ group, level }) => {
    const parsed = parseAccessLevel(level)
    if (parsed instanceof Refusal) throw ldapSettingsError("groups.access", `gives a level that ${parsed.sentence}`)
    return { group, access: parsed }
  })
  return { groups: { access, filter, nested, ...(baseDn === undefined ? {} : { baseDn }) } }
}

/** How the LDAP directory is reached; undefined where there is none. Rejects with {@link SettingsError}. */
export const ldapOptionsOf = async (settings: Settings): Promise<LdapOptions | undefined> => {
  const { ldapUrl: url, ldapCaFile, ldapServerName, ldapBaseDn, ldapUserDn, ldapCache } = settings
  if (url === undefined) {
    withoutUrl(settings)
    return undefined
  }
  return {
    url,
    startTls: settings.ldapStarttls,
    insecure: settings.ldapInsecure,
    userFilter: settings.ldapUserFilter,
    timeout: settings.ldapTimeout,
    ...(ldapCaFile === undefined ? {} : { ca: await caOf(ldapCaFile) }),
    ...(ldapServerName === undefined ? {} : { serverName: ldapServerName }),
    ...(ldapBaseDn === undefined ? {} : { baseDn: ldapBaseDn }),
    ...(ldapUserDn === undefined ? {} : { userDn: ldapUserDn }),
    ...(ldapCache === undefined ? {} : { cache: ldapCache }),
    ...serviceOf(settings),
    ...groupsOf(settings),
  }
}
