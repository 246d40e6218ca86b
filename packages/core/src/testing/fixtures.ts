import * as Redacted from "effect/Redacted"
import { makeCredentials } from "../auth/ha1.ts"
import { noPhoneSettings, noProfile } from "../model/account.ts"
import type { ApiKey } from "../model/api-key.ts"
import type { AuditRecord } from "../model/audit.ts"
import type { AddAlias, AddDomain, AddLocalAccount, AddOperator, AddRemoteAccount } from "../model/change.ts"
import type { NewCredentials } from "../model/credentials.ts"
import type { DomainServers } from "../model/domain-servers.ts"
import type { DomainToken } from "../model/domain-token.ts"
import type { Space } from "../model/space.ts"
import { defaultDeployment } from "../ports/deployment.ts"
import { portableDigestHash } from "../ports/digest-hasher.ts"
import type { CallPermissions } from "../values/call-permissions.ts"
import { type DomainName, parseDomainName } from "../values/domain-name.ts"
import { type E164Number, parseE164Number } from "../values/e164-number.ts"
import { type Glob, parseGlob } from "../values/glob.ts"
import { type MacAddress, parseMacAddress } from "../values/mac-address.ts"
import { type Parser, Refusal } from "../values/parsed.ts"
import type { PortNumber } from "../values/port-number.ts"
import {
  type AddressRef,
  parseAddressRef,
  parseSipAddress,
  type SipAddress,
  splitAddress,
} from "../values/sip-address.ts"
import type { AliasRow, SubscriberRow } from "./back-door.ts"

const must =
  <T>(parse: Parser<T>) =>
  (text: string): T => {
    const value = parse(text)
    if (value instanceof Refusal) throw new Error(`${text} ${value.sentence}`)
    return value
  }

export const address: (text: string) => SipAddress = must(parseSipAddress)
export const ref: (text: string) => AddressRef = must(parseAddressRef)
export const domain: (text: string) => DomainName = must(parseDomainName)
export const number: (text: string) => E164Number = must(parseE164Number)
export const mac: (text: string) => MacAddress = must(parseMacAddress)
export const glob: (text: string) => Glob = must(parseGlob)
export const permissions = (value: number): CallPermissions => value as CallPermissions
export const port = (value: number): PortNumber => value as PortNumber
export const secret = (text: string): Redacted.Redacted<string> => Redacted.make(text)

/** The password of every account that a suite makes without naming one. */
export const PASSWORD = "correct horse battery staple"

/** Credentials for a row of this spelling, as an operation makes them in a deployment that stores hashes. */
export const credentials = (
  spelling: string,
  password: string = PASSWORD,
  algorithms?: NewCredentials["algorithms"],
): NewCredentials => {
  const { user, domain } = splitAddress(spelling)
  const filler = `filler-for-${user}`
  const name = { username: user, domain }
  return makeCredentials(portableDigestHash, defaultDeployment, name, secret(password), filler, algorithms)
}

export const settings = noPhoneSettings

export const addLocal = (
  spelling: string,
  more: Partial<Omit<AddLocalAccount, "_tag" | "address">> = {},
): AddLocalAccount => ({
  _tag: "AddLocalAccount",
  address: address(spelling),
  settings,
  email: "",
  permissions: permissions(0),
  credentials: credentials(spelling),
  profile: noProfile,
  activated: true,
  uniqueUser: false,
  ...more,
})

export const addRemote = (spelling: string, password: string = PASSWORD): AddRemoteAccount => ({
  _tag: "AddRemoteAccount",
  address: address(spelling),
  settings,
  password: secret(password),
})

/** An alias of a local account; `number` is set where the user part is one. */
export const addAlias = (alias: string, destination: string, more: Partial<AddAlias> = {}): AddAlias => {
  const asNumber = parseE164Number(splitAddress(alias).user)
  return {
    _tag: "AddAlias",
    alias: address(alias),
    destination: address(destination),
    localDestination: true,
    number: asNumber instanceof Refusal ? undefined : asNumber,
    ...more,
  }
}

export const addDomain = (name: string): AddDomain => ({ _tag: "AddDomain", domain: domain(name) })

export const addOperator = (name: string): AddOperator => ({
  _tag: "AddOperator",
  operator: {
    name,
    fullName: `${name} of the suite`,
    email: `${name}@example.org`,
    passwordHash: `$scrypt$of$${name}`,
  },
})

export const servers: DomainServers = {
  registrar: "registrar.example.org",
  registrarPort: port(5060),
  proxy: "proxy.example.org",
  proxyPort: port(5061),
  provisioningUrl: "https://phones.example.org/",
}

/** The row that `kamctl add` makes for an address spelled like this. */
export const subscriberRow = (spelling: string, password: string = PASSWORD): SubscriberRow => {
  const { user, domain } = splitAddress(spelling)
  const made = credentials(spelling, password)
  return {
    username: user,
    domain,
    password: Redacted.value(made.passwordColumn),
    ha1: Redacted.value(made.ha1),
    ha1b: Redacted.value(made.ha1b),
  }
}

export const aliasRow = (alias: string, destination: string): AliasRow => {
  const from = splitAddress(alias)
  const to = splitAddress(destination)
  return { alias_username: from.user, alias_domain: from.domain, username: to.user, domain: to.domain }
}

export const record: AuditRecord = {
  time: 1_700_000_000_000,
  principal: "suite",
  operation: "testing.contract",
  details: { changes: ["…"] },
}

/** An API key of a secret that nobody has. */
export const apiKey = (id: string, more: Partial<ApiKey> = {}): ApiKey => ({
  id,
  proof: { kind: "secret", hash: `hash-of-${id}` },
  account: undefined,
  host: "192.0.2.0/24",
  access: 3,
  label: "",
  created: 1_750_000_000_000,
  expires: undefined,
  idle: undefined,
  lastUsed: undefined,
  ...more,
})

/** A token of example.org with a UUID of that digit. */
export const domainToken = (digit: string, more: Partial<DomainToken> = {}): DomainToken => ({
  id: `00000000-0000-4000-8000-${digit.repeat(12)}`,
  domain: domain("example.org"),
  role: "user",
  expires: 1_950_000_000_000,
  createdBy: "suite",
  created: 1_750_000_000_000,
  enabled: true,
  ...more,
})

/** A space without limits, of a host under example.net. */
export const space = (name: string, more: Partial<Space> = {}): Space => ({
  domain: domain(name),
  name: `Space ${name}`,
  host: `${name}.example.net`,
  super: false,
  realm: undefined,
  maxAccounts: 0,
  expires: undefined,
  created: 1_750_000_000_000,
  updated: 1_750_000_000_000,
  ...more,
})
