import type { AttachedTokens, SipAddress } from "@sipwright/core"
import { query } from "../effects.ts"
import { insertIgnore } from "../statements/insert.ts"
import { makeSweep } from "../statements/sweep.ts"
import { optionalText } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

export const makeAttachedTokens = ({ databases: { own }, tables }: StoreDeps): AttachedTokens["Service"] => {
  const add = insertIgnore(own.dialect, tables.attachedToken, ["hash", "account", "expires"])
  const find = `SELECT account FROM ${tables.attachedToken} WHERE hash = ? AND expires > ?`
  const take = `UPDATE ${tables.attachedToken} SET account = NULL WHERE hash = ? AND account IS NOT NULL`
  const sweep = makeSweep(own, tables.attachedToken, "hash")
  return {
    attach: ({ hash, account, expires }, now) =>
      query(async () => {
        const added = await own.run(add, [hash, account, expires])
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
