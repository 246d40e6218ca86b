import { type Reader, Refused } from "./refused.ts"

/** An address of the web. */
export const webUrl: Reader<string> = (text) =>
  URL.canParse(text) && /^https?:/i.test(text) ? text : new Refused("is not an http or https URL")
