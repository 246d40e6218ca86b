import type { AttachedTokens } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"
import { makeSweep } from "./sweep.ts"

export const memoryAttachedTokens = ({ accounts, attachedTokens }: MemoryTables): AttachedTokens["Service"] => {
  const sweep = makeSweep(attachedTokens)
  return {
    attach: ({ hash, account, expires }, now) =>
      Effect.sync(() => {
        sweep(now)
        if (attachedTokens.has(hash) || !accounts.has(account)) return false
        attachedTokens.put(hash, { account, expires })
        return true
      }),
    take: (hash, now) =>
      Effect.sync(() => {
        const row = attachedTokens.get(hash)
        if (row?.account === undefined || row.expires <= now) return undefined
        attachedTokens.put(hash, { ...row, account: undefined })
        return row.account
      }),
  }
}
