import { createSecureContext } from "node:tls"
import * as Redacted from "effect/Redacted"
import { SASL_MECHANISMS } from "ldapts"
import type { ConnectionSettings } from "./connection.ts"
import { parseDn } from "./distinguished-name.ts"
import type { GroupAccess, GroupLookup, GroupSource } from "./groups.ts"
import type { LdapGroups, LdapOptions } from "./options.ts"
import { type LdapOption, wrongOption } from "./options-error.ts"
import type { ServiceAccount } from "./search-connection.ts"
import { isLoopback, type LdapServer, parseServerUrl } from "./server-url.ts"
import { bindNameTemplate, comparedAttribute, comparedAttributes, filterTemplate, followedInChain } from "./template.ts"
import type { UserLookup } from "./users.ts"

/** Options that were found to be good, in the form in which they are used. */
export interface LdapPlan {
  readonly name: string
  readonly servers: ReadonlyArray<LdapServer>
  readonly connection: ConnectionSettings
  readonly service: ServiceAccount | undefined
  readonly users: UserLookup
  readonly groups: { readonly lookup: GroupLookup; readonly access: GroupAccess } | undefined
  /** DNs under which is searched. */
  readonly bases: ReadonlyArray<string>
  readonly cache: number
}

const STANDARD_TIMEOUT = 5000
const LONGEST = 600_000

const milliseconds = (option: LdapOption, value: number, least: number): number => {
  if (!(value >= least && value <= LONGEST)) throw wrongOption(option, `is not from ${least} ms to ten minutes`)
  return value
}

const serversOf = ({ url, startTls = false, ca, serverName, insecure = false }: LdapOptions) => {
  const servers = [url].flat().map(parseServerUrl)
  if (servers.length === 0) throw wrongOption("url", "names no server")
  if (startTls && servers.some(({ secure }) => secure)) {
    throw wrongOption("startTls", "is for ldap:// only: with ldaps:// there is TLS from the start")
  }
  const inClear = startTls ? [] : servers.filter(({ secure }) => !secure)
  if (!insecure && !inClear.every(isLoopback)) {
    throw wrongOption("url", "would send passwords in clear text: use ldaps:// or StartTLS, or allow it (insecure)")
  }
  if (inClear.length === servers.length) {
    if (ca !== undefined) throw wrongOption("ca", "is given where no connection has TLS")
    if (serverName !== undefined) throw wrongOption("serverName", "is given where no connection has TLS")
  }
  return servers
}

const checkCa = (ca: string | undefined): void => {
  if (ca === undefined) return
  try {
    if (!ca.includes("-----BEGIN CERTIFICATE-----")) throw new Error("no PEM")
    createSecureContext({ ca })
  } catch {
    throw wrongOption("ca", "holds no certificates in PEM")
  }
}

const dnOf = (option: LdapOption, text: string): string => {
  if (parseDn(text) === undefined) throw wrongOption(option, "is not a DN such as ou=people,dc=example,dc=org")
  return text
}

// Active Directory takes other names than DNs for an account.
const serviceOf = ({ service }: LdapOptions): ServiceAccount | undefined => {
  if (service === undefined) return undefined
  const { dn, password } = service
  if (dn === "" || dn.includes("\0") || (SASL_MECHANISMS as ReadonlyArray<string>).includes(dn)) {
    throw wrongOption("service.dn", "is no name of an account")
  }
  // A server takes a name with an empty password for nobody, and says that all is well (RFC 4513, 5.1.2).
  if (Redacted.value(password) === "") throw wrongOption("service.password", "is empty")
  return { dn, password }
}

const usersOf = ({ baseDn, userFilter = "(uid={username})", userDn }: LdapOptions): UserLookup => {
  const filter = filterTemplate("userFilter", userFilter, ["username"])
  const bindName = userDn === undefined ? undefined : bindNameTemplate("userDn", userDn)
  const nameAttribute = bindName?.attribute ?? comparedAttribute(userFilter)
  if (nameAttribute === undefined) {
    throw wrongOption("userFilter", "compares no attribute with {username}, as (uid={username}) does")
  }
  if (baseDn === undefined && bindName?.kind !== "dn") {
    throw wrongOption("baseDn", "is missing: under which DN are users searched?")
  }
  const ofDn = bindName?.attribute === undefined ? undefined : [bindName.attribute]
  return {
    bindName,
    filter,
    nameAttribute,
    compared: bindName?.kind === "dn" ? ofDn : comparedAttributes(userFilter),
    attributes: bindName?.kind === "name" ? ["sAMAccountName"] : [],
    baseDn: baseDn === undefined ? "" : dnOf("baseDn", baseDn),
  }
}

const sourceOf = (groups: LdapGroups, users: UserLookup): GroupSource => {
  const { filter = "(member={dn})", nested = false } = groups
  if (/^[a-z][\w-]*$/i.test(filter)) {
    if (nested === "in-chain") throw wrongOption("groups.nested", "in-chain needs a group filter, not an attribute")
    return { kind: "attribute", attribute: filter }
  }
  const baseDn = groups.baseDn ?? users.baseDn
  if (baseDn === "") throw wrongOption("groups.baseDn", "is missing: under which DN are groups searched?")
  if (nested !== false && !filter.includes("={dn}")) {
    throw wrongOption("groups.nested", "needs a group filter with {dn}: no group is a member by its name alone")
  }
  const text = nested === "in-chain" ? followedInChain(filter) : filter
  return {
    kind: "search",
    baseDn: dnOf("groups.baseDn", baseDn),
    filter: filterTemplate("groups.filter", text, ["dn", "username"]),
  }
}

const groupsOf = ({ groups }: LdapOptions, users: UserLookup): LdapPlan["groups"] => {
  if (groups === undefined) return undefined
  if (groups.access.length === 0) throw wrongOption("groups.access", "gives no group any access")
  return { access: groups.access, lookup: { source: sourceOf(groups, users), nested: groups.nested === true } }
}

/** Checks options on their own and together. Throws LdapOptionsError. */
export const planOf = (options: LdapOptions): LdapPlan => {
  const { name = "ldap", startTls = false, ca, serverName, timeout = STANDARD_TIMEOUT, cache = 0 } = options
  const servers = serversOf(options)
  checkCa(ca)
  const searched = usersOf(options)
  const groups = groupsOf(options, searched)
  const source = groups?.lookup.source
  const users =
    source?.kind === "attribute" ? { ...searched, attributes: [...searched.attributes, source.attribute] } : searched
  const userBase = searched.bindName?.kind === "dn" ? searched.bindName.parent : searched.baseDn
  const bases = [userBase, source?.kind === "search" ? source.baseDn : undefined]
  return {
    name,
    servers,
    connection: { startTls, ca, serverName, timeout: milliseconds("timeout", timeout, 1) },
    service: serviceOf(options),
    users,
    groups,
    bases: [...new Set(bases.filter((base) => base !== undefined))],
    cache: milliseconds("cache", cache, 0),
  }
}
