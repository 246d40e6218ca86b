import type { RemoveAccount } from "@sipwright/core"
import { canonicalOf } from "../kamailio/spelling.ts"
import type { Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import { makeForgetAccount } from "./forget-account.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"

export const makeRemoveAccount = (deps: HandlerDeps, accounts: PresentAccount): Handler<RemoveAccount> => {
  const { tables, capabilities, aliasesTo } = deps
  const phone = `SELECT 1 AS found FROM ${tables.phone} WHERE address = ? LIMIT 1`
  const removeAccount = `DELETE FROM ${tables.account} WHERE address = ?`
  const release = `DELETE FROM ${tables.address} WHERE address = ? AND kind = 'account'`
  const forget = makeForgetAccount(deps)
  const { usrPreferences, grp, uri, speedDial } = capabilities.tables
  const dependent = [
    ...(usrPreferences ? ["usr_preferences"] : []),
    ...(grp ? ["grp"] : []),
    ...(uri ? ["uri"] : []),
    ...(speedDial ? ["speed_dial"] : []),
  ]

  return async (tx, { address }) => {
    // First, as everybody does who makes or takes in an account: whoever holds the address decides what becomes of it.
    await tx.own.run(release, [address])
    const account = await accounts.any(tx, address)
    if ((await tx.own.all(phone, [address])).length > 0) fail("no-phones", address)
    const { username, domain } = account
    // A key that is no canonical address belongs to one of two rows that differ in case: only its own aliases count.
    const caseMatters = canonicalOf(account) !== address
    if ((await aliasesTo(tx.kamailio, address, account, caseMatters)).length > 0) fail("no-aliases", address)
    if (account.type === "local") {
      const where = { username, domain }
      for (const table of ["subscriber", ...dependent]) await tx.kamailio.write({ kind: "delete", table, where })
    }
    await tx.own.run(removeAccount, [address])
    await forget(tx, address)
  }
}
