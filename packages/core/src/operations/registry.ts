import * as accounts from "./accounts.ts"
import * as aliases from "./aliases.ts"
import * as domains from "./domains.ts"
import * as forwarding from "./forwarding.ts"
import * as numbers from "./numbers.ts"
import * as operators from "./operators.ts"
import * as permissions from "./permissions.ts"
import * as phones from "./phones.ts"
import * as registrations from "./registrations.ts"
import * as sessions from "./sessions.ts"

/**
 * Everything the product can do, by group and method. The facade, the dialects' route tables, the command line and the
 * documents are all made from this.
 */
export const operations = {
  accounts,
  aliases,
  domains,
  forwarding,
  numbers,
  operators,
  permissions,
  phones,
  registrations,
  sessions,
} as const

export type Operations = typeof operations
