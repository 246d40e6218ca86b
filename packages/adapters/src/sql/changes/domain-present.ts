import { forShare } from "../statements/row-lock.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/**
 * The guard `domain-present`. It holds until the transaction ends, because whoever removes the domain begins with its row: something is made in a
 * domain before it is removed, and then keeps it, or not at all.
 */
export const makeRequireDomain = ({ capabilities, kamailioDialect }: HandlerDeps) => {
  const find = `SELECT 1 AS found FROM domain WHERE lower(domain) = ? LIMIT 1${forShare(kamailioDialect)}`

  return async (tx: ChangeTransaction, domain: string): Promise<void> => {
    // Without the table the local domains are a setting, which nobody changes meanwhile.
    if (!capabilities.tables.domain) return
    if ((await tx.kamailio.all(find, [domain])).length === 0) fail("domain-present", domain)
  }
}
