import { type AddressRef, type Alias, type Aliases, parseE164Number, Refusal } from "@sipwright/core"
import type { AliasRow } from "@sipwright/core/testing"
import * as Effect from "effect/Effect"
import { aliasKey, aliasOf, type NumberedAlias, spellingOf } from "../tables/kamailio.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { pageFrom } from "./page-from.ts"

const viewOf = (row: AliasRow): Alias => ({ alias: aliasOf(row), destination: spellingOf(row) })

const names = (ref: AddressRef, spelling: string): boolean =>
  ref.spelling === spelling || (ref.canonical ?? ref.spelling).toLowerCase() === spelling.toLowerCase()

export const isNumber = (row: AliasRow): boolean => !(parseE164Number(row.alias_username) instanceof Refusal)

// The key of a row has NULs in it, which a cursor that travels in a URL must not have.
const cursorOf = (row: NumberedAlias): string => encodeURIComponent(aliasKey(row))

const keyOfCursor = (cursor: string): string => {
  try {
    return decodeURIComponent(cursor)
  } catch {
    return cursor
  }
}

export const memoryAliases = (tables: MemoryTables): Aliases["Service"] => ({
  find: ({ spelling, canonical }) =>
    Effect.sync(() => {
      const row = tables.aliasesSpelled(spelling)[0] ?? tables.aliasesLike((canonical ?? spelling).toLowerCase())[0]
      return row && viewOf(row)
    }),
  list: ({ after, limit, alias, destination, numbersOnly, domain }) =>
    Effect.sync(() => {
      const matches = (row: AliasRow) =>
        (alias === undefined || names(alias, aliasOf(row))) &&
        (destination === undefined || names(destination, spellingOf(row))) &&
        (domain === undefined || row.alias_domain.toLowerCase() === domain) &&
        (!numbersOnly || isNumber(row))
      return pageFrom(tables.aliases.after(after && keyOfCursor(after)), limit, matches, viewOf, cursorOf)
    }),
})
