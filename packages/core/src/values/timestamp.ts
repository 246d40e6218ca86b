import { parsedNumeric, Refusal } from "./parsed.ts"

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/

// The end of the year 9999, the last that RFC 3339 can write.
const LAST = 253_402_300_799

/** A moment as RFC 3339 text or in seconds of Unix time; answered in milliseconds. */
const parseTimestamp = (text: string): number | Refusal => {
  const milliseconds = /^\d{1,12}$/.test(text)
    ? Number(text) * 1000
    : RFC_3339.test(text)
      ? Date.parse(text)
      : Number.NaN
  return milliseconds <= LAST * 1000
    ? milliseconds
    : new Refusal("is not a time such as 2030-01-31T12:00:00Z, or a number of seconds since 1970")
}

export const Timestamp = parsedNumeric<number>("Timestamp", parseTimestamp, (milliseconds) =>
  new Date(milliseconds).toISOString(),
)
