import type { DigestHash } from "@sipwright/core"
import type { Connection } from "../database.ts"
import { type CredentialRules, faultsOf } from "./row-faults.ts"
import { subscriberRows, type WalkOrder } from "./subscriber-walk.ts"

// A Kamailio that reads clear text has it in all rows that were made for it: a part of them tells, and takes no longer where there are millions.
const AT_EACH_END = 10_000

/** Whether some row of `subscriber` holds the clear text of its ha1, of the oldest and the newest ten thousand. Stops at the first. */
export const holdsClearText = async (
  kamailio: Pick<Connection, "all">,
  hasher: DigestHash,
  rules: CredentialRules,
): Promise<boolean> => {
  const orders: ReadonlyArray<WalkOrder> = ["oldest first", "newest first"]
  for (const order of orders) {
    let seen = 0
    for await (const rows of subscriberRows(kamailio, order)) {
      if (rows.some((row) => faultsOf(row, hasher, rules).clearText)) return true
      seen += rows.length
      if (seen >= AT_EACH_END) break
    }
    if (seen < AT_EACH_END) return false
  }
  return false
}
