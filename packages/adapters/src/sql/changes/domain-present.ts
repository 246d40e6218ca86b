import type { ChangeTransaction } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/** The guard `domain-present`, which holds until the transaction ends: whoever gives a domain something and whoever removes it come one after the other. */
export const makeDomainPresent = ({ capabilities, lockName }: HandlerDeps) => {
  const find = "SELECT 1 AS found FROM domain WHERE lower(domain) = ? LIMIT 1"

  const holdDomain = (tx: ChangeTransaction, domain: string): Promise<void> => lockName(tx.own, `domain:${domain}`)

  const requireDomain = async (tx: ChangeTransaction, domain: string): Promise<void> => {
    // Without the table the local domains are a setting, which nobody changes meanwhile.
    if (!capabilities.tables.domain) return
    await holdDomain(tx, domain)
    if ((await tx.kamailio.all(find, [domain])).length === 0) fail("domain-present", domain)
  }

  return { holdDomain, requireDomain }
}
