import { domainOf, splitAddress } from "@sipwright/core"
import * as Redacted from "effect/Redacted"
import { isGone } from "../account-view.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { requireAddressFree } from "./address-free.ts"
import { requireDomain } from "./domain-present.ts"
import type { ChangeOf, Handlers } from "./handlers.ts"
import { forgetAccount } from "./forget-account.ts"
import { requirePhoneNumberFree } from "./phone-number-free.ts"
import { require } from "./require.ts"
import { requireRoom } from "./spaces.ts"
import { subscriberRow } from "./subscriber-row.ts"

const requireUserFree = (tables: MemoryTables, { address }: ChangeOf<"AddLocalAccount">): void => {
  const { user, domain } = splitAddress(address)
  const others = tables.accountsOfUser(user).filter((account) => account.domain.toLowerCase() !== domain)
  require(others.every((account) => isGone(tables, account)), "user-free", address)
}

/** Accounts that are gone make room, whatever their spelling. */
const dropGone = (tables: MemoryTables, address: ChangeOf<"AddLocalAccount">["address"]): void => {
  for (const gone of tables.accountsLike(address)) forgetAccount(tables, gone.address)
}

export const addAccounts: Handlers<"AddLocalAccount" | "AddRemoteAccount"> = {
  AddLocalAccount: (tables, change, time) => {
    const { address, settings, email, permissions, credentials, profile, activated } = change
    requireAddressFree(tables, address)
    if (change.uniqueUser) requireUserFree(tables, change)
    requirePhoneNumberFree(tables, address, profile.phoneNumber)
    requireRoom(tables, address)
    if (change.local) requireDomain(tables, domainOf(address))
    dropGone(tables, address)
    const { user: username, domain } = splitAddress(address)
    const row = subscriberRow({ username, domain }, credentials)
    if (activated) tables.subscribers.put(address, row)
    tables.accounts.put(address, {
      type: "local",
      address,
      username,
      domain,
      version: 1,
      settings: { ...settings },
      email,
      permissions,
      activated,
      profile,
      created: time,
      updated: time,
      secret: { password: credentials.password, ha1: credentials.ha1, algorithms: credentials.algorithms },
      parked: activated ? undefined : { state: "deactivated", row: Redacted.make(row) },
    })
  },
  AddRemoteAccount: (tables, { address, settings, password }, time) => {
    requireAddressFree(tables, address)
    dropGone(tables, address)
    const { user: username, domain } = splitAddress(address)
    tables.accounts.put(address, {
      type: "remote",
      address,
      username,
      domain,
      version: 1,
      created: time,
      updated: time,
      settings: { ...settings },
      password,
    })
  },
}
