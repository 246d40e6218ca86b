import { type Reader, Refused } from "./refused.ts"

/** Any text that is not empty. */
export const plainText: Reader<string> = (text) => (text === "" ? new Refused("is empty") : text)
