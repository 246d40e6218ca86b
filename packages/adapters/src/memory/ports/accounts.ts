import { Accounts, globMatches, type SipAddress } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { accountOf, isGone, listingOf, summaryOf } from "../account-view.ts"
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
  known: (addresses) =>
    Effect.sync(() => {
      adopt(tables)
      const isKnown = (address: SipAddress) => {
        const row = tables.accounts.get(address)
        return row !== undefined && !isGone(tables, row)
      }
      return new Set(addresses.filter(isKnown))
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
  page: ({ domain, offset, limit }) =>
    Effect.sync(() => {
      adopt(tables)
      const rows = domain === undefined ? [...tables.accounts.after(undefined)] : tables.accountsIn(domain)
      const local = rows.filter((row) => row.type === "local").filter((row) => !isGone(tables, row))
      const sorted = local.toSorted((a, b) => (a.address < b.address ? -1 : 1))
      const items = sorted.slice(offset, offset + limit).map((row) => listingOf(tables, row))
      return { items, total: local.length }
    }),
  findByEmail: (email, domain) =>
    Effect.sync(() =>
      email === ""
        ? []
        : tables
            .accountsOfEmail(email.toLowerCase())
            .filter((row) => !isGone(tables, row) && (domain === undefined || row.domain.toLowerCase() === domain))
            .map((row) => row.address)
            .toSorted()
            .slice(0, 2),
    ),
})
