import type { SetForwarding } from "@sipwright/core"
import { lastModified } from "../statements/last-modified.ts"
import type { Handler } from "./change-transaction.ts"
import type { PresentAccount } from "./present-account.ts"

/** Hermes' name for "call forwarding unconditional" among the preferences that Kamailio's avpops loads. */
const ATTRIBUTE = "cfu"

export const makeSetForwarding = (accounts: PresentAccount): Handler<SetForwarding> => {
  return async (tx, { address, target }) => {
    const account = await accounts.local(tx, address)
    await accounts.requireRow(tx, account)
    const { username, domain } = account
    const key = { username, domain, attribute: ATTRIBUTE }
    await tx.kamailio.write({ kind: "delete", table: "usr_preferences", where: key })
    if (target === undefined) return
    const row = { uuid: "", ...key, type: 0, value: target, last_modified: lastModified(tx.time) }
    await tx.kamailio.write({ kind: "insert", table: "usr_preferences", rows: [row] })
  }
}
