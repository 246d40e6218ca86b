import { Redacted } from "effect"
import { spellingOf } from "../tables/kamailio.ts"
import type { AccountRow, LocalRow } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { credentialsRow, stateOf } from "../account-view.ts"
import type { Handlers } from "./handlers.ts"
import { presentAccount, presentLocal, presentRemote } from "./present-account.ts"
import { require } from "./require.ts"
import { subscriberRow } from "./subscriber-row.ts"

const put = (tables: MemoryTables, row: AccountRow): void =>
  tables.accounts.put(row.address, { ...row, version: row.version + 1 })

const park = (tables: MemoryTables, row: LocalRow, state: "deactivated" | "blocked"): void => {
  const standing = credentialsRow(tables, row)
  if (standing === undefined) return
  tables.subscribers.delete(spellingOf(row))
  put(tables, { ...row, parked: { state, row: Redacted.make(standing) } })
}

const unpark = (tables: MemoryTables, row: LocalRow): void => {
  if (row.parked === undefined) return
  tables.subscribers.put(spellingOf(row), Redacted.value(row.parked.row))
  put(tables, { ...row, parked: undefined })
}

export const changeAccounts: Handlers<
  "ChangeAccount" | "ChangeCredentials" | "ChangeRemotePassword" | "SetAccountState"
> = {
  ChangeAccount: (tables, { address, version, set }) => {
    const row = presentAccount(tables, address)
    require(row.version === version, "version", address)
    const { email, permissions, ...settings } = set
    const changed = { ...row, settings: { ...row.settings, ...settings } }
    if (changed.type === "remote") return put(tables, changed)
    put(tables, { ...changed, email: email ?? changed.email, permissions: permissions ?? changed.permissions })
  },
  ChangeCredentials: (tables, { address, credentials }) => {
    const row = presentLocal(tables, address)
    const spelling = spellingOf(row)
    const fresh = subscriberRow(row, credentials)
    const secret = { password: credentials.password, ha1: credentials.ha1 }
    if (tables.subscribers.has(spelling)) {
      tables.subscribers.put(spelling, fresh)
      put(tables, { ...row, secret })
    } else if (row.parked !== undefined) {
      put(tables, { ...row, secret, parked: { state: row.parked.state, row: Redacted.make(fresh) } })
    }
  },
  ChangeRemotePassword: (tables, { address, password }) => {
    put(tables, { ...presentRemote(tables, address), password })
  },
  SetAccountState: (tables, { address, state }) => {
    const row = presentLocal(tables, address)
    if (stateOf(tables, row) === state) return
    if (state === "active") unpark(tables, row)
    else park(tables, row, state)
  },
}
