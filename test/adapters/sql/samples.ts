import {
  type AddLocalAccount,
  type AuditRecord,
  type CallPermissions,
  type E164Number,
  defaultDeployment,
  makeCredentials,
  type MacAddress,
  parseAddressRef,
  parseSipAddress,
  noPhoneSettings,
  noProfile,
  portableDigestHash,
  Refusal,
  type SipAddress,
  splitAddress,
} from "@sipwright/core"
import type { SubscriberRow } from "@sipwright/core/testing"
import { Redacted } from "effect"

export const PASSWORD = "a password of the suite"

export const address = (text: string): SipAddress => {
  const parsed = parseSipAddress(text)
  if (parsed instanceof Refusal) throw new Error(parsed.sentence)
  return parsed
}

export const ref = (text: string) => {
  const parsed = parseAddressRef(text)
  if (parsed instanceof Refusal) throw new Error(parsed.sentence)
  return parsed
}

export const number = (text: string) => text as E164Number
export const mac = (text: string) => text as MacAddress

export const credentials = (spelling: string, password = PASSWORD) => {
  const { user: username, domain } = splitAddress(spelling)
  const filler = `filler of ${username}`
  return makeCredentials(portableDigestHash, defaultDeployment, { username, domain }, Redacted.make(password), filler)
}

const settings = { ...noPhoneSettings, displayName: "Sample" }

export const addLocal = (spelling: string, more: Partial<AddLocalAccount> = {}): AddLocalAccount => ({
  _tag: "AddLocalAccount",
  address: address(spelling),
  settings,
  email: "sample@example.org",
  permissions: 63 as CallPermissions,
  credentials: credentials(spelling),
  profile: noProfile,
  activated: true,
  uniqueUser: false,
  ...more,
})

/** What `kamctl add` writes. */
export const subscriberRow = (spelling: string, password = PASSWORD): SubscriberRow => {
  const { user: username, domain } = splitAddress(spelling)
  const made = credentials(spelling, password)
  return {
    username,
    domain,
    password: Redacted.value(made.passwordColumn),
    ha1: Redacted.value(made.ha1),
    ha1b: Redacted.value(made.ha1b),
  }
}

export const record: AuditRecord = { time: 1_700_000_000_000, principal: "suite", operation: "sql.test", details: {} }
