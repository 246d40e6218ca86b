import { globMatches, type MacAddress, type Phones } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { adopt } from "../adoption.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { pageFrom } from "./page-from.ts"

// Associations are ordered by MAC address, then account; a tilde comes behind every hexadecimal digit and the space.
const behindAllOf = (mac: string): string => `${mac}~`

const distinctMacs = function* (tables: MemoryTables, after: string | undefined): Generator<MacAddress> {
  let last: MacAddress | undefined
  for (const { mac } of tables.phones.after(after === undefined ? undefined : behindAllOf(after))) {
    if (mac !== last) yield mac
    last = mac
  }
}

export const memoryPhones = (tables: MemoryTables): Phones["Service"] => ({
  accountsOf: (mac) =>
    Effect.sync(() => {
      adopt(tables)
      return tables
        .phonesOfMac(mac)
        .map((phone) => phone.address)
        .toSorted()
    }),
  phonesOf: (address) =>
    Effect.sync(() => {
      adopt(tables)
      return tables
        .phonesOfAccount(address)
        .map((phone) => phone.mac)
        .toSorted()
    }),
  list: ({ after, limit, search }) =>
    Effect.sync(() =>
      pageFrom(
        distinctMacs(tables, after),
        limit,
        (mac) => search === undefined || globMatches(search, mac),
        (mac) => mac,
        (mac) => mac,
      ),
    ),
})
