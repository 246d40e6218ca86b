import * as Redacted from "effect/Redacted"
import { spellingOf } from "../tables/kamailio.ts"
import type { AccountRow, LocalRow } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { credentialsRow, stateOf } from "../account-view.ts"
import type { Handlers } from "./handlers.ts"
import { presentAccount, presentLocal, presentRemote } from "./present-account.ts"
import { requirePhoneNumberFree } from "./phone-number-free.ts"
import { require } from "./require.ts"
import { subscriberRow } from "./subscriber-row.ts"

const put = (tables: MemoryTables, row: AccountRow, time: number): void =>
  tables.accounts.put(row.address, { ...row, version: row.version + 1, updated: time })

/** Takes Kamailio's row away, or leaves the copy that was made before. */
const parked = (tables: MemoryTables, row: LocalRow, state: "deactivated" | "blocked"): LocalRow["parked"] => {
  const standing = credentialsRow(tables, row)
  if (standing === undefined) return row.parked
  tables.subscribers.delete(spellingOf(row))
  return { state, row: Redacted.make(standing) }
}

const unpark = (tables: MemoryTables, row: LocalRow): void => {
  if (row.parked !== undefined) tables.subscribers.put(spellingOf(row), Redacted.value(row.parked.row))
}

export const changeAccounts: Handlers<
  "ChangeAccount" | "ChangeCredentials" | "ChangeRemotePassword" | "SetAccountState"
> = {
  ChangeAccount: (tables, { address, version, set }, time) => {
    const row = presentAccount(tables, address)
    require(row.version === version, "version", address)
    const { email, permissions, profile, ...settings } = set
    const changed = { ...row, settings: { ...row.settings, ...settings } }
    if (changed.type === "remote") return put(tables, changed, time)
    requirePhoneNumberFree(tables, address, profile?.phoneNumber)
    const known = {
      email: email ?? changed.email,
      permissions: permissions ?? changed.permissions,
      profile: { ...changed.profile, ...profile },
    }
    put(tables, { ...changed, ...known }, time)
  },
  ChangeCredentials: (tables, { address, credentials }, time) => {
    const row = presentLocal(tables, address)
    const spelling = spellingOf(row)
    const fresh = subscriberRow(row, credentials)
    const { password, ha1, algorithms } = credentials
    const secret = { password, ha1, algorithms }
    if (tables.subscribers.has(spelling)) {
      tables.subscribers.put(spelling, fresh)
      put(tables, { ...row, secret }, time)
    } else if (row.parked !== undefined) {
      put(tables, { ...row, secret, parked: { state: row.parked.state, row: Redacted.make(fresh) } }, time)
    }
  },
  ChangeRemotePassword: (tables, { address, password }, time) => {
    put(tables, { ...presentRemote(tables, address), password }, time)
  },
  SetAccountState: (tables, change, time) => {
    const row = presentLocal(tables, change.address)
    const before = stateOf(tables, row)
    const activated = change.activated ?? row.activated
    const state = (change.blocked ?? before === "blocked") ? "blocked" : activated ? "active" : "deactivated"
    if (state === before && activated === row.activated) return
    if (state === "active") {
      unpark(tables, row)
      put(tables, { ...row, activated, parked: undefined }, time)
    } else put(tables, { ...row, activated, parked: parked(tables, row, state) }, time)
  },
}
