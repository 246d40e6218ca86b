import type { Accounts } from "./accounts.ts"
import type { Aliases } from "./aliases.ts"
import type { AuditTrail } from "./audit-trail.ts"
import type { Domains } from "./domains.ts"
import type { NumberPool } from "./number-pool.ts"
import type { Authorizations, Operators } from "./operators.ts"
import type { Phones } from "./phones.ts"
import type { Provisioning } from "./provisioning.ts"
import type { Registrations } from "./registrations.ts"
import type { Sessions } from "./sessions.ts"

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
  | AuditTrail
