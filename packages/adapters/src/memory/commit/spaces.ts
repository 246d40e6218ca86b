import { domainOf, type SipAddress, type Space } from "@sipwright/core"
import { isGone } from "../account-view.ts"
import type { MemoryTables } from "../tables/tables.ts"
import type { Handlers } from "./handlers.ts"
import { require } from "./require.ts"

const accountsOf = (tables: MemoryTables, domain: string): number =>
  tables.accountsIn(domain).filter((row) => row.type === "local" && !isGone(tables, row)).length

/** The guard `space-has-room` for one more account. */
export const requireRoom = (tables: MemoryTables, address: SipAddress): void => {
  const domain = domainOf(address)
  const limit = tables.spaces.get(domain)?.maxAccounts ?? 0
  require(limit === 0 || accountsOf(tables, domain) < limit, "space-has-room", domain)
}

const requireFree = (tables: MemoryTables, { domain, name, host }: Space): void => {
  const isOther = (space: Space) => space.domain !== domain
  require(!tables.spacesNamed(name).some(isOther), "space-free", "name")
  require(!tables.spacesOfHost(host).some(isOther), "space-free", "host")
}

export const spaces: Handlers<"AddSpace" | "PutSpace" | "RemoveSpace"> = {
  AddSpace: (tables, { space }) => {
    require(!tables.spaces.has(space.domain), "space-free", "domain")
    requireFree(tables, space)
    tables.spaces.put(space.domain, { ...space })
  },
  PutSpace: (tables, { space }) => {
    const { domain, maxAccounts, realm } = space
    const before = tables.spaces.get(domain)
    require(before !== undefined, "space-present", domain)
    requireFree(tables, space)
    const accounts = accountsOf(tables, domain)
    require(maxAccounts === 0 || accounts <= maxAccounts, "space-has-room", domain)
    require(accounts === 0 || (realm ?? domain) === (before?.realm ?? domain), "realm-unused", domain)
    tables.spaces.put(domain, { ...space })
  },
  RemoveSpace: (tables, { domain }) => {
    require(tables.spaces.has(domain), "space-present", domain)
    require(accountsOf(tables, domain) === 0, "space-empty", domain)
    tables.spaces.delete(domain)
  },
}
