import {
  AccountNumbers,
  Accounts,
  Aliases,
  ApiKeys,
  AttachedTokens,
  AuditTrail,
  Authorizations,
  Domains,
  DomainTokens,
  Nonces,
  NumberPool,
  Operators,
  Phones,
  Provisioning,
  Registrations,
  Roles,
  Sessions,
  Spaces,
  type StorePorts,
  Throttles,
  TokenKeys,
  UsedAssertions,
  Visits,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { memoryAccountNumbers } from "./ports/account-numbers.ts"
import { memoryAccounts } from "./ports/accounts.ts"
import { memoryAliases } from "./ports/aliases.ts"
import { memoryApiKeys } from "./ports/api-keys.ts"
import { memoryAttachedTokens } from "./ports/attached-tokens.ts"
import { memoryAuditTrail } from "./ports/audit-trail.ts"
import { memoryDomains } from "./ports/domains.ts"
import { memoryNonces } from "./ports/nonces.ts"
import { memoryNumberPool } from "./ports/number-pool.ts"
import { memoryAuthorizations, memoryOperators } from "./ports/operators.ts"
import { memoryPhones } from "./ports/phones.ts"
import { memoryProvisioning } from "./ports/provisioning.ts"
import { memoryRegistrations } from "./ports/registrations.ts"
import { memoryDomainTokens, memoryRoles } from "./ports/roles.ts"
import { memorySessions } from "./ports/sessions.ts"
import { memorySpaces } from "./ports/spaces.ts"
import { memoryThrottles } from "./ports/throttles.ts"
import { memoryTokenKeys } from "./ports/token-keys.ts"
import { memoryUsedAssertions } from "./ports/used-assertions.ts"
import { memoryVisits } from "./ports/visits.ts"
import { type MemoryTables, memoryTables } from "./tables/tables.ts"

/** How a store in memory begins. */
export interface MemoryStoreOptions {
  /** Local domains to begin with. */
  readonly domains?: ReadonlyArray<string>
  /** The tables to work on, so that they can be looked at from outside or shared; fresh ones otherwise. */
  readonly tables?: MemoryTables
}

/** All ports of a store over tables in memory, which model Kamailio's and ours. Runs everywhere; nothing outlives it. */
export const memoryStore = (options: MemoryStoreOptions = {}): Layer.Layer<StorePorts> =>
  // Fresh tables are made when the layer is built, not when it is described.
  Layer.unwrap(
    Effect.sync(() => {
      const tables = options.tables ?? memoryTables()
      for (const domain of options.domains ?? []) tables.domains.put(domain, domain)
      return Layer.mergeAll(
        Layer.succeed(Accounts, memoryAccounts(tables)),
        Layer.succeed(Aliases, memoryAliases(tables)),
        Layer.succeed(Phones, memoryPhones(tables)),
        Layer.succeed(NumberPool, memoryNumberPool(tables)),
        Layer.succeed(Domains, memoryDomains(tables)),
        Layer.succeed(Registrations, memoryRegistrations(tables)),
        Layer.succeed(Provisioning, memoryProvisioning(tables)),
        Layer.succeed(Sessions, memorySessions(tables)),
        Layer.succeed(Operators, memoryOperators(tables)),
        Layer.succeed(Authorizations, memoryAuthorizations(tables)),
        Layer.succeed(ApiKeys, memoryApiKeys(tables)),
        Layer.succeed(Roles, memoryRoles(tables)),
        Layer.succeed(DomainTokens, memoryDomainTokens(tables)),
        Layer.succeed(Throttles, memoryThrottles(tables)),
        Layer.succeed(UsedAssertions, memoryUsedAssertions(tables)),
        Layer.succeed(Visits, memoryVisits(tables)),
        Layer.succeed(TokenKeys, memoryTokenKeys(tables)),
        Layer.succeed(AuditTrail, memoryAuditTrail(tables)),
        Layer.succeed(AccountNumbers, memoryAccountNumbers(tables)),
        Layer.succeed(AttachedTokens, memoryAttachedTokens(tables)),
        Layer.succeed(Nonces, memoryNonces(tables)),
        Layer.succeed(Spaces, memorySpaces(tables)),
      )
    }),
  )
