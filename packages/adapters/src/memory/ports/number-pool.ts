import { globMatches, type NumberPool, type E164Number, SecureRandom } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"
import { pageFrom } from "./page-from.ts"

const DRAW_BYTES = 6

/** Draws so many different positions below `size`, in random order. */
const draw = (bytes: Uint8Array, count: number, size: number): ReadonlyArray<number> => {
  // A shuffle of all positions that is carried out only as far as it is looked at.
  const moved = new Map<number, number>()
  return Array.from({ length: Math.min(count, size) }, (_, drawn) => {
    const random = bytes
      .subarray(drawn * DRAW_BYTES, (drawn + 1) * DRAW_BYTES)
      .reduce((sum, byte) => sum * 256 + byte, 0)
    const position = drawn + (random % (size - drawn))
    const value = moved.get(position) ?? position
    moved.set(position, moved.get(drawn) ?? drawn)
    return value
  })
}

export const memoryNumberPool = (tables: MemoryTables): NumberPool["Service"] => ({
  has: (number) => Effect.sync(() => tables.numbers.has(number)),
  list: ({ after, limit, search }) =>
    Effect.sync(() =>
      pageFrom(
        tables.numbers.after(after),
        limit,
        (number) => search === undefined || globMatches(search, number),
        (number) => number,
        (number) => number,
      ),
    ),
  ends: () =>
    Effect.sync(() => {
      const all = tables.numbers.sortedKeys() as ReadonlyArray<E164Number>
      const [first, last] = [all[0], all.at(-1)]
      return first === undefined || last === undefined ? undefined : [first, last]
    }),
  sample: ({ search, limit }) =>
    Effect.map(SecureRandom, (random) => {
      const all = tables.numbers.sortedKeys() as ReadonlyArray<E164Number>
      const matching = search === undefined ? all : all.filter((number) => globMatches(search, number))
      const count = Math.min(limit, matching.length)
      return draw(random.bytes(count * DRAW_BYTES), count, matching.length).map((at) => matching[at] as E164Number)
    }),
})
