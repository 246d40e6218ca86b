import type { AccountNumbers } from "./account-numbers.ts"
import type { Accounts } from "./accounts.ts"
import type { Aliases } from "./aliases.ts"
import type { ApiKeys } from "./api-keys.ts"
import type { AttachedTokens } from "./attached-tokens.ts"
import type { AuditTrail } from "./audit-trail.ts"
import type { DomainTokens } from "./domain-tokens.ts"
import type { Domains } from "./domains.ts"
import type { Nonces } from "./nonces.ts"
import type { NumberPool } from "./number-pool.ts"
import type { Authorizations, Operators } from "./operators.ts"
import type { Phones } from "./phones.ts"
import type { Provisioning } from "./provisioning.ts"
import type { Registrations } from "./registrations.ts"
import type { Roles } from "./roles.ts"
import type { Sessions } from "./sessions.ts"
import type { Spaces } from "./spaces.ts"
import type { Throttles } from "./throttles.ts"
import type { TokenKeys } from "./token-keys.ts"
import type { UsedAssertions } from "./used-assertions.ts"
import type { Visits } from "./visits.ts"

/** What a store provides, all over the same data: a layer of these is a complete store. */
export type StorePorts =
  | Accounts
  | Aliases
  | Phones
  | NumberPool
  | Domains
  | Registrations
  | Provisioning
  | Sessions
  | Operators
  | Authorizations
  | ApiKeys
  | Roles
  | DomainTokens
  | Throttles
  | UsedAssertions
  | Visits
  | TokenKeys
  | AuditTrail
  | AccountNumbers
  | AttachedTokens
  | Nonces
  | Spaces
