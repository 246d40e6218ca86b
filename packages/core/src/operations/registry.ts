import { accountKeys } from "./account-keys.ts"
import { accounts } from "./accounts.ts"
import { aliases } from "./aliases.ts"
import { apiKeys } from "./api-keys.ts"
import { audit } from "./audit.ts"
import { domainTokens } from "./domain-tokens.ts"
import { domains } from "./domains.ts"
import { forwarding } from "./forwarding.ts"
import { numbers } from "./numbers.ts"
import { operators } from "./operators.ts"
import { permissions } from "./permissions.ts"
import { phones } from "./phones.ts"
import { registrations } from "./registrations.ts"
import { roles } from "./roles.ts"
import { sessions } from "./sessions.ts"
import { spaces } from "./spaces.ts"

/**
 * Everything the product can do, by group and method. The facade, the dialects' route tables, the command line and the
 * documents are all made from this.
 */
export const operations = {
  accountKeys,
  accounts,
  aliases,
  apiKeys,
  audit,
  domains,
  domainTokens,
  forwarding,
  numbers,
  operators,
  permissions,
  phones,
  registrations,
  roles,
  sessions,
  spaces,
} as const

/** The type of {@link operations}. */
export type Operations = typeof operations
