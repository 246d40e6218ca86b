import { Accounts, globMatches } from "@sipwright/core"
import { Effect } from "effect"
import { accountOf, isGone, summaryOf } from "../account-view.ts"
import { adopt } from "../adoption.ts"
import type { AccountRow } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { pageFrom } from "./page-from.ts"

export const memoryAccounts = (tables: MemoryTables): Accounts["Service"] => ({
  find: ({ spelling, canonical }) =>
    Effect.sync(() => {
      adopt(tables)
      const byKey = canonical === undefined ? undefined : tables.accounts.get(canonical)
      const candidates = [...tables.accountsSpelled(spelling), ...(byKey === undefined ? [] : [byKey])]
      const row = candidates.find((candidate) => !isGone(tables, candidate)) ?? candidates[0]
      return row && accountOf(tables, row)
    }),
  list: ({ after, limit, search, domain }) =>
    Effect.sync(() => {
      adopt(tables)
      const matches = (row: AccountRow) =>
        (domain === undefined || row.domain.toLowerCase() === domain) &&
        (search === undefined || globMatches(search, row.address)) &&
        !isGone(tables, row)
      return pageFrom(tables.accounts.after(after), limit, matches, summaryOf, (row) => row.address)
    }),
})
