import { globToLike, type MacAddress, type Phones, pageOf, type SipAddress } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import { query } from "../effects.ts"
import type { StoreDeps } from "../store-deps.ts"

export const makePhones = ({ databases: { own }, tables }: StoreDeps): Phones["Service"] => {
  const mac = byteOrder(own.dialect, "mac")
  const accountsOf = `SELECT address FROM ${tables.phone} WHERE mac = ? ORDER BY ${byteOrder(own.dialect, "address")}`
  const phonesOf = `SELECT mac FROM ${tables.phone} WHERE address = ? ORDER BY ${mac}`
  // SELECT DISTINCT would have to name the sort expression; an index walk by group does the same work.
  const list = `SELECT mac FROM ${tables.phone} WHERE ${mac} > ? GROUP BY mac ORDER BY ${mac} LIMIT ?`
  const search = `SELECT mac FROM ${tables.phone} WHERE ${mac} > ? AND mac LIKE ? ESCAPE '!' GROUP BY mac ORDER BY ${mac} LIMIT ?`
  return {
    accountsOf: (phone) =>
      query(async () => (await own.all(accountsOf, [phone])).map((row) => row["address"] as SipAddress)),
    phonesOf: (address) =>
      query(async () => (await own.all(phonesOf, [address])).map((row) => row["mac"] as MacAddress)),
    list: ({ search: glob, after = "", limit }) =>
      query(async () => {
        const rows = await (glob === undefined
          ? own.all(list, [after, limit + 1])
          : own.all(search, [after, globToLike(glob), limit + 1]))
        const macs = rows.map((row) => row["mac"] as MacAddress)
        return pageOf(macs, limit, (key) => key)
      }),
  }
}
