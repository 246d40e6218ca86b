import type { SipAddress } from "@sipwright/core"
import { subjectKey } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { endSessions } from "./end-sessions.ts"

/** Drops an account of ours and all that hangs on it, so that whoever gets the address next begins anew. */
export const forgetAccount = (tables: MemoryTables, address: SipAddress): void => {
  const subject = { kind: "account", name: address } as const
  tables.accounts.delete(address)
  tables.accountNumbers.delete(address)
  tables.roleHolders.delete(subjectKey(subject))
  for (const hash of tables.attachedTo(address)) {
    const token = tables.attachedTokens.get(hash)
    // Kept, since a token must not be attached a second time.
    if (token !== undefined) tables.attachedTokens.put(hash, { ...token, account: undefined })
  }
  endSessions(tables, subject)
}
