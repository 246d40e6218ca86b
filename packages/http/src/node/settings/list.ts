import { type Reader, Refused } from "./refused.ts"

/** Values separated by commas, each once; blanks around them are dropped. */
export const list =
  <T>(one: Reader<T>): Reader<ReadonlyArray<T>> =>
  (text) => {
    const values = new Set<T>()
    for (const part of text.split(",")) {
      const value = one(part.trim())
      if (value instanceof Refused) return new Refused(`has an entry that ${value.sentence}`)
      values.add(value)
    }
    return [...values]
  }
