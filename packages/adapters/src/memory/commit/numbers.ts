import { digitsOf, type E164Number, numberFromDigits } from "@sipwright/core"
import type { MemoryTables } from "../tables/tables.ts"
import type { Handlers } from "./handlers.ts"
import { require } from "./require.ts"

const isAlias = (tables: MemoryTables, number: E164Number): boolean => tables.aliasesOfUser(number).length > 0

export const numbers: Handlers<"AddNumber" | "AddNumberRange" | "TakeNumber"> = {
  AddNumber: (tables, { number }) => {
    require(!tables.numbers.has(number), "number-free", number)
    require(!isAlias(tables, number), "number-unused", number)
    tables.numbers.put(number, number)
  },
  AddNumberRange: (tables, { first, last }) => {
    let added = 0
    let skipped = 0
    for (let digits = digitsOf(first); digits <= digitsOf(last); digits++) {
      const number = numberFromDigits(digits)
      if (tables.numbers.has(number) || isAlias(tables, number)) {
        skipped++
      } else {
        tables.numbers.put(number, number)
        added++
      }
    }
    return { added, skipped }
  },
  TakeNumber: (tables, { number }) => {
    require(tables.numbers.has(number), "number-present", number)
    tables.numbers.delete(number)
  },
}
