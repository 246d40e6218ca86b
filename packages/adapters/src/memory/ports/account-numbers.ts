import type { AccountNumbers, SipAddress } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryAccountNumbers = (tables: MemoryTables): AccountNumbers["Service"] => {
  const numberOf = (address: SipAddress): number => {
    const known = tables.accountNumbers.get(address)
    if (known !== undefined) return known
    const made = tables.nextAccountNumber()
    tables.accountNumbers.put(address, made)
    return made
  }
  return {
    numbersOf: (addresses) =>
      Effect.sync(() => {
        const present = addresses.filter((address) => tables.accounts.has(address))
        return new Map(present.map((address) => [address, numberOf(address)]))
      }),
    addressOf: (number) => Effect.sync(() => tables.accountsNumbered(String(number))[0] as SipAddress | undefined),
  }
}
