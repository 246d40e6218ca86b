import { splitAddress } from "@sipwright/core"
import { isGone } from "../account-view.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { requireAddressFree } from "./address-free.ts"
import type { ChangeOf, Handlers } from "./handlers.ts"
import { require } from "./require.ts"
import { subscriberRow } from "./subscriber-row.ts"

const requireUserFree = (tables: MemoryTables, { address }: ChangeOf<"AddLocalAccount">): void => {
  const { user, domain } = splitAddress(address)
  const others = tables.accountsOfUser(user).filter((account) => account.domain.toLowerCase() !== domain)
  require(others.every((account) => isGone(tables, account)), "user-free", address)
}

/** Accounts that are gone make room, whatever their spelling. */
const dropGone = (tables: MemoryTables, address: ChangeOf<"AddLocalAccount">["address"]): void => {
  for (const gone of tables.accountsLike(address)) tables.accounts.delete(gone.address)
}

export const addAccounts: Handlers<"AddLocalAccount" | "AddRemoteAccount"> = {
  AddLocalAccount: (tables, change) => {
    const { address, settings, email, permissions, credentials } = change
    requireAddressFree(tables, address)
    if (change.uniqueUser) requireUserFree(tables, change)
    dropGone(tables, address)
    const { user: username, domain } = splitAddress(address)
    tables.subscribers.put(address, subscriberRow({ username, domain }, credentials))
    tables.accounts.put(address, {
      type: "local",
      address,
      username,
      domain,
      version: 1,
      settings: { ...settings },
      email,
      permissions,
      secret: { password: credentials.password, ha1: credentials.ha1 },
      parked: undefined,
    })
  },
  AddRemoteAccount: (tables, { address, settings, password }) => {
    requireAddressFree(tables, address)
    dropGone(tables, address)
    const { user: username, domain } = splitAddress(address)
    tables.accounts.put(address, {
      type: "remote",
      address,
      username,
      domain,
      version: 1,
      settings: { ...settings },
      password,
    })
  },
}
