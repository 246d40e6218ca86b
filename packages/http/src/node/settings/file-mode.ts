import { type Reader, Refused } from "./refused.ts"

/** Permissions of a file in octal, such as `0660`. */
export const fileMode: Reader<number> = (text) =>
  /^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : new Refused("is no file mode in octal, such as 0660")
