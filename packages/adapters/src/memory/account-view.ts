import type { Account, AccountListing, AccountState, AccountSummary, LocalAccount } from "@sipwright/core"
import type { SubscriberRow } from "@sipwright/core/testing"
import * as Redacted from "effect/Redacted"
import { spellingOf } from "./tables/kamailio.ts"
import type { AccountRow, LocalRow } from "./tables/own.ts"
import type { MemoryTables } from "./tables/tables.ts"

/** Kamailio's row is what makes an account active, whatever we remember. */
export const stateOf = (tables: MemoryTables, row: AccountRow): AccountState => {
  if (row.type === "remote" || tables.subscribers.has(spellingOf(row))) return "active"
  return row.parked?.state ?? "gone"
}

export const isGone = (tables: MemoryTables, row: AccountRow): boolean => stateOf(tables, row) === "gone"

/** Where the credentials stand: Kamailio's row, or the parked copy. */
export const credentialsRow = (tables: MemoryTables, row: LocalRow): SubscriberRow | undefined =>
  tables.subscribers.get(spellingOf(row)) ?? (row.parked && Redacted.value(row.parked.row))

const credentialsOf = (tables: MemoryTables, row: LocalRow): LocalAccount["credentials"] => {
  const standing = credentialsRow(tables, row)
  // An account that is gone has no hash; the empty text is the hash of nothing.
  const ha1 = standing?.ha1 ?? ""
  const isKnown = standing !== undefined && row.secret !== undefined && Redacted.value(row.secret.ha1) === ha1
  return {
    ha1: Redacted.make(ha1),
    ha1b: Redacted.make(standing?.ha1b ?? ""),
    password: isKnown ? row.secret?.password : undefined,
    algorithms: isKnown ? row.secret?.algorithms : undefined,
  }
}

export const accountOf = (tables: MemoryTables, row: AccountRow): Account => {
  const { address, username, domain, version, created, updated } = row
  const base = { ...row.settings, address, username, domain, version, created, updated, state: stateOf(tables, row) }
  if (row.type === "remote") return { ...base, type: "remote", credentials: { password: row.password } }
  const { email, permissions, activated, profile } = row
  const known = { email, permissions, activated, profile, rpid: undefined }
  return { ...base, type: "local", ...known, credentials: credentialsOf(tables, row) }
}

export const listingOf = (tables: MemoryTables, row: LocalRow): AccountListing => ({
  address: row.address,
  username: row.username,
  domain: row.domain,
  state: stateOf(tables, row),
  activated: row.activated,
  displayName: row.settings.displayName,
  email: row.email,
  profile: row.profile,
  created: row.created,
  updated: row.updated,
})

export const summaryOf = ({ address, username, domain, settings, type }: AccountRow): AccountSummary => ({
  address,
  username,
  domain,
  displayName: settings.displayName,
  type,
})
