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
  Throttles,
  TokenKeys,
  UsedAssertions,
  Visits,
} from "@sipwright/core"
import * as Context from "effect/Context"
import type { Adoption } from "./adoption/adoption.ts"
import { makeAccounts } from "./accounts.ts"
import { makeAliases } from "./aliases.ts"
import { makeProvisioning } from "./provisioning.ts"
import { makeAccountNumbers } from "./stores/account-numbers.ts"
import { makeApiKeys } from "./stores/api-keys.ts"
import { makeAttachedTokens } from "./stores/attached-tokens.ts"
import { makeAuditTrail } from "./stores/audit-trail.ts"
import { makeDomainTokens } from "./stores/domain-tokens.ts"
import { makeDomains } from "./stores/domains.ts"
import { makeNonces } from "./stores/nonces.ts"
import { makeNumberPool } from "./stores/number-pool.ts"
import { makeAuthorizations, makeOperators } from "./stores/operators.ts"
import { makePhones } from "./stores/phones.ts"
import { makeRegistrations, type RegistrationSource } from "./stores/registrations.ts"
import { makeRoles } from "./stores/roles.ts"
import { makeSessions } from "./stores/sessions.ts"
import { makeSpaces } from "./stores/spaces.ts"
import { makeThrottles } from "./stores/throttles.ts"
import { makeTokenKeys } from "./stores/token-keys.ts"
import { makeUsedAssertions } from "./stores/used-assertions.ts"
import { makeVisits } from "./stores/visits.ts"
import type { StoreDeps } from "./store-deps.ts"

/** Every port of a store over open databases. */
export const portsOf = (deps: StoreDeps, adoption: Adoption, registrations: RegistrationSource) =>
  Context.make(Accounts, makeAccounts(deps, adoption))
    .pipe(
      Context.add(Aliases, makeAliases(deps, adoption)),
      Context.add(Provisioning, makeProvisioning(deps, adoption)),
      Context.add(Phones, makePhones(deps)),
      Context.add(NumberPool, makeNumberPool(deps)),
      Context.add(Domains, makeDomains(deps)),
      Context.add(Registrations, makeRegistrations(deps, registrations)),
    )
    .pipe(
      Context.add(Sessions, makeSessions(deps)),
      Context.add(Operators, makeOperators(deps)),
      Context.add(Authorizations, makeAuthorizations(deps)),
      Context.add(ApiKeys, makeApiKeys(deps)),
      Context.add(Roles, makeRoles(deps)),
      Context.add(DomainTokens, makeDomainTokens(deps)),
      Context.add(Throttles, makeThrottles(deps)),
      Context.add(UsedAssertions, makeUsedAssertions(deps)),
      Context.add(Visits, makeVisits(deps)),
      Context.add(TokenKeys, makeTokenKeys(deps)),
      Context.add(AuditTrail, makeAuditTrail(deps)),
      Context.add(AccountNumbers, makeAccountNumbers(deps)),
      Context.add(AttachedTokens, makeAttachedTokens(deps)),
      Context.add(Nonces, makeNonces(deps)),
      Context.add(Spaces, makeSpaces(deps)),
    )
