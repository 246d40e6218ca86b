import type { MemoryTables } from "../tables/tables.ts"
import { require } from "./require.ts"

/** The guard `domain-present`. */
export const requireDomain = (tables: MemoryTables, domain: string): void =>
  require(tables.domainsLike(domain).length > 0, "domain-present", domain)
