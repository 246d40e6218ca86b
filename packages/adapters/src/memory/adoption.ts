import { noPhoneSettings, noProfile, parseSipAddress, Refusal, type SipAddress } from "@sipwright/core"
import type { SubscriberRow } from "@sipwright/core/testing"
import { spellingOf } from "./tables/kamailio.ts"
import type { AccountRow, LocalRow } from "./tables/own.ts"
import { phoneKey } from "./tables/own.ts"
import type { MemoryTables } from "./tables/tables.ts"

const canonicalOf = (spelling: string): SipAddress | undefined => {
  const address = parseSipAddress(spelling)
  return address instanceof Refusal ? undefined : address
}

const adopted = (address: SipAddress, row: SubscriberRow): LocalRow => ({
  type: "local",
  address,
  username: row.username,
  domain: row.domain,
  version: 1,
  settings: noPhoneSettings,
  email: "",
  permissions: 0 as LocalRow["permissions"],
  activated: true,
  profile: noProfile,
  created: 0,
  updated: 0,
  secret: undefined,
  parked: undefined,
})

const hasRow = (tables: MemoryTables, account: AccountRow): boolean => tables.subscribers.has(spellingOf(account))

/** Gives an account another key; its phones follow. */
const rekey = (tables: MemoryTables, account: AccountRow, address: SipAddress): void => {
  tables.accounts.delete(account.address)
  tables.accounts.put(address, { ...account, address })
  for (const phone of tables.phonesOfAccount(account.address)) {
    tables.phones.delete(phoneKey(phone))
    tables.phones.put(phoneKey({ ...phone, address }), { ...phone, address })
  }
}

const adoptRow = (tables: MemoryTables, row: SubscriberRow): void => {
  const spelling = spellingOf(row)
  if (tables.accountsSpelled(spelling).some((account) => account.type === "local")) return
  const canonical = canonicalOf(spelling)
  const exact = spelling as SipAddress
  const holder = canonical === undefined ? undefined : tables.accounts.get(canonical)
  if (canonical === undefined || holder === undefined) {
    tables.accounts.put(canonical ?? exact, adopted(canonical ?? exact, row))
  } else if (holder.type === "local" && !hasRow(tables, holder)) {
    // The same account under another spelling: what we know of it stays, its secrets do not.
    tables.accounts.put(canonical, { ...holder, username: row.username, domain: row.domain, secret: undefined })
  } else if (spelling !== canonical) {
    tables.accounts.put(exact, adopted(exact, row))
  } else if (holder.type === "local") {
    rekey(tables, holder, spellingOf(holder) as SipAddress)
    tables.accounts.put(canonical, adopted(canonical, row))
  }
}

/**
 * Gives every row of `subscriber` that was made outside an account of ours. Called before everything else, so that such
 * a row is there on sight.
 */
export const adopt = (tables: MemoryTables): void => {
  if (tables.unadopted.size === 0) return
  const isCanonical = (spelling: string) => canonicalOf(spelling) === spelling
  // Canonical spellings first: of several rows that differ only in case, theirs is the canonical address.
  const spellings = [...tables.unadopted].toSorted((a, b) => Number(isCanonical(b)) - Number(isCanonical(a)))
  tables.unadopted.clear()
  for (const spelling of spellings) {
    const row = tables.subscribers.get(spelling)
    if (row !== undefined) adoptRow(tables, row)
  }
}
