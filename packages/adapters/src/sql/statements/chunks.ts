import { keptByKey } from "./kept.ts"

// Few sizes, so that only few statement texts are ever prepared.
const SIZES = [1000, 100, 10, 1] as const

export type Size = (typeof SIZES)[number]

/** Cuts a list into pieces of few different lengths, the longest first, none longer than `most`. */
export function* chunks<T>(items: ReadonlyArray<T>, most: Size = SIZES[0]): Generator<ReadonlyArray<T>> {
  let at = 0
  for (const size of SIZES) {
    if (size > most) continue
    while (items.length - at >= size) {
      yield items.slice(at, at + size)
      at += size
    }
  }
}

/** Runs a statement for each piece of a list, one after the other, and adds up what they answer. */
export const inChunks = async <T>(
  items: ReadonlyArray<T>,
  run: (part: ReadonlyArray<T>) => Promise<number>,
  most?: Size,
): Promise<number> => {
  let sum = 0
  for (const part of chunks(items, most)) sum += await run(part)
  return sum
}

/** What stands for so many values in a list. */
export const placeholders = (count: number): string => Array.from({ length: count }, () => "?").join(", ")

/** A text for each length, built when it is first needed. */
export const bySize = (build: (rows: number) => string): ((rows: number) => string) => {
  const kept = keptByKey<string>()
  return (rows) => kept(rows, () => build(rows))
}
