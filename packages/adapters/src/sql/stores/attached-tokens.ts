import type { AttachedTokens, SipAddress } from "@sipwright/core"
import { query } from "../effects.ts"
import { insertIgnoreFrom } from "../statements/insert.ts"
import { forShare } from "../statements/row-lock.ts"
import { makeSweep } from "../statements/sweep.ts"
import { optionalText } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

export const makeAttachedTokens = ({ databases: { own }, tables }: StoreDeps): AttachedTokens["Service"] => {
  // Holds the account, so that it is not removed before its token is there to be taken from it.
  const present = `SELECT ?, address, ? FROM ${tables.account} WHERE address = ?${forShare(own.dialect)}`
  const add = insertIgnoreFrom(own.dialect, tables.attachedToken, ["hash", "account", "expires"], present)
  const find = `SELECT account FROM ${tables.attachedToken} WHERE hash = ? AND expires > ?`
  const take = `UPDATE ${tables.attachedToken} SET account = NULL WHERE hash = ? AND account IS NOT NULL`
  const sweep = makeSweep(own, tables.attachedToken, "hash")
  return {
    attach: ({ hash, account, expires }, now) =>
      query(async () => {
        const added = await own.run(add, [hash, expires, account])
        await sweep(now)
        return added === 1
      }),
    take: (hash, now) =>
      query(async () => {
        const [row] = await own.all(find, [hash, now])
        const account = optionalText(row?.["account"]) as SipAddress | undefined
        if (account === undefined) return undefined
        return (await own.run(take, [hash])) === 1 ? account : undefined
      }),
  }
}
