import { type Reader, Refused } from "./refused.ts"

/** One of some words, in any case. */
export const choice =
  <const Word extends string>(words: ReadonlyArray<Word>): Reader<Word> =>
  (text) =>
    words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? new Refused(`is not one of ${words.join(", ")}`)
