import { GuardFailed, type SipAddress } from "@sipwright/core"
import { isGone } from "../account-view.ts"
import type { AccountRow, LocalRow, RemoteRow } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"

const missing = (address: SipAddress) => new GuardFailed({ guard: "account-present", subject: address })

/** The guard `account-present`. What is gone can be removed, but not used. */
export const presentAccount = (tables: MemoryTables, address: SipAddress): AccountRow => {
  const row = tables.accounts.get(address)
  if (row === undefined || isGone(tables, row)) throw missing(address)
  return row
}

export const presentLocal = (tables: MemoryTables, address: SipAddress): LocalRow => {
  const row = presentAccount(tables, address)
  if (row.type !== "local") throw missing(address)
  return row
}

export const presentRemote = (tables: MemoryTables, address: SipAddress): RemoteRow => {
  const row = presentAccount(tables, address)
  if (row.type !== "remote") throw missing(address)
  return row
}
