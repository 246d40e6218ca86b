import { type Reader, Refused } from "./refused.ts"

/** What may stand in front of a table's name without quotes on every database. */
export const tablePrefix: Reader<string> = (text) =>
  /^[a-z][a-z0-9_]{0,23}$/.test(text)
    ? text
    : new Refused("is not a table prefix (lower-case letters, digits and _, a letter first, at most 24)")
