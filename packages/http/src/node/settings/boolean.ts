import { type Reader, Refused } from "./refused.ts"

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  "1": true,
  false: false,
  no: false,
  "0": false,
}

export const boolean: Reader<boolean> = (text) => {
  const word = text.toLowerCase()
  return Object.hasOwn(WORDS, word) ? WORDS[word] === true : new Refused("is not true or false (or 1, 0, yes, no)")
}
