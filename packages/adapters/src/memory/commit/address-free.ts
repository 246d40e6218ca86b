import type { SipAddress } from "@sipwright/core"
import { isGone } from "../account-view.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { require } from "./require.ts"

/** The guard `address-free`. An account that is gone does not hold its address. */
export const requireAddressFree = (tables: MemoryTables, address: SipAddress): void =>
  require(tables.subscribersLike(address).length === 0 &&
    tables.aliasesLike(address).length === 0 &&
    tables.accountsLike(address).every((account) => isGone(tables, account)), "address-free", address)
