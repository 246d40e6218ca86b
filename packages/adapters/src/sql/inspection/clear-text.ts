import type { DigestHash } from "@sipwright/core"
import type { Connection } from "../database.ts"
import { type CredentialRules, faultsOf } from "./row-faults.ts"
import { subscriberRows } from "./subscriber-walk.ts"

/** Whether some row of `subscriber` holds the clear text of its ha1. Stops at the first. */
export const holdsClearText = async (
  kamailio: Pick<Connection, "all">,
  hasher: DigestHash,
  rules: CredentialRules,
): Promise<boolean> => {
  for await (const rows of subscriberRows(kamailio)) {
    if (rows.some((row) => faultsOf(row, hasher, rules).clearText)) return true
  }
  return false
}
