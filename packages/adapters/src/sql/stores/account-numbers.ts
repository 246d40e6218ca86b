import type { AccountNumbers, SipAddress } from "@sipwright/core"
import { query } from "../effects.ts"
import { bySize, chunks, placeholders } from "../statements/chunks.ts"
import { insertIgnoreFrom } from "../statements/insert.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import { forShare } from "../statements/row-lock.ts"
import { textOf } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

export const makeAccountNumbers = ({ databases: { own }, tables }: StoreDeps): AccountNumbers["Service"] => {
  const find = lookUpMany((list) => `SELECT address, number FROM ${tables.accountNumber} WHERE address IN (${list})`)
  // Holds the accounts, so that none is removed before its number is there to be dropped with it.
  const present = (rows: number) =>
    `SELECT address FROM ${tables.account} WHERE address IN (${placeholders(rows)}) ORDER BY address${forShare(own.dialect)}`
  const make = bySize((rows) => insertIgnoreFrom(own.dialect, tables.accountNumber, ["address"], present(rows)))
  const addressOf = `SELECT address FROM ${tables.accountNumber} WHERE number = ?`

  const known = async (addresses: ReadonlyArray<SipAddress>): Promise<Map<SipAddress, number>> =>
    new Map((await find(own, addresses)).map((row) => [textOf(row["address"]) as SipAddress, Number(row["number"])]))

  return {
    numbersOf: (addresses) =>
      query(async () => {
        const numbers = await known(addresses)
        const missing = addresses.filter((address) => !numbers.has(address))
        if (missing.length === 0) return numbers
        for (const part of chunks(missing)) await own.run(make(part.length), part)
        return new Map([...numbers, ...(await known(missing))])
      }),
    addressOf: (number) =>
      query(async () => {
        // Wider numbers than the column's are those of nobody, and PostgreSQL refuses to compare them.
        if (number > 2_147_483_647) return undefined
        const [row] = await own.all(addressOf, [number])
        return row === undefined ? undefined : (textOf(row["address"]) as SipAddress)
      }),
  }
}
