import { type Reader, Refused } from "./refused.ts"

/** A zone of the IANA database, such as `Europe/Berlin`, or `UTC`. */
export const timeZone: Reader<string> = (text) => {
  // Asking for a zone loads the data of all.
  if (text === "UTC") return text
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone
  } catch {
    return new Refused("is not a time zone such as UTC or Europe/Berlin")
  }
}
