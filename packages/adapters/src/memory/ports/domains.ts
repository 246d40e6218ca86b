import type { Domains } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryDomains = (tables: MemoryTables): Domains["Service"] => ({
  isLocal: (domain) => Effect.sync(() => tables.domainsLike(domain).length > 0),
  list: () => Effect.sync(() => [...tables.domains.sortedKeys()]),
  servers: (domain) => Effect.sync(() => tables.servers.get(domain)),
  lookUp: (domain) =>
    Effect.sync(() => ({ isLocal: tables.domainsLike(domain).length > 0, servers: tables.servers.get(domain) })),
})
