import { isGone } from "../account-view.ts"
import { requireDomain } from "./domain-present.ts"
import type { Handlers } from "./handlers.ts"
import { require } from "./require.ts"

export const domains: Handlers<"AddDomain" | "RemoveDomain" | "SetDomainServers"> = {
  AddDomain: (tables, { domain }) => {
    require(tables.domainsLike(domain).length === 0, "domain-free", domain)
    tables.domains.put(domain, domain)
  },
  RemoveDomain: (tables, { domain }) => {
    const spellings = tables.domainsLike(domain)
    require(spellings.length > 0, "domain-present", domain)
    const isUsed =
      tables.aliasesIn(domain).length > 0 ||
      tables.accountsIn(domain).some((account) => !isGone(tables, account)) ||
      tables.spaces.has(domain)
    require(!isUsed, "domain-unused", domain)
    for (const spelling of spellings) tables.domains.delete(spelling)
    tables.servers.delete(domain)
    const tokens = [...tables.domainTokens.after(undefined)].filter((token) => token.domain === domain)
    for (const { id } of tokens) tables.domainTokens.delete(id)
  },
  SetDomainServers: (tables, { domain, servers, local }) => {
    if (local) requireDomain(tables, domain)
    tables.servers.put(domain, { ...servers })
  },
}
