import { type Reader, Refused } from "./refused.ts"

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

// What a timer of Node can wait for at most is less, but nothing here waits for a whole duration.
const LONGEST = 3650 * UNITS.d

/** `500ms`, `30s`, `5m`, `8h`, `100d`; a bare number is seconds. In milliseconds, more than none. */
export const duration: Reader<number> = (text) => {
  const match = /^(\d{1,15})(ms|s|m|h|d)?$/.exec(text)
  const milliseconds = match === null ? Number.NaN : Number(match[1]) * UNITS[(match[2] ?? "s") as keyof typeof UNITS]
  return milliseconds > 0 && milliseconds <= LONGEST
    ? milliseconds
    : new Refused("is not a duration such as 500ms, 30s, 5m, 8h or 100d (more than none, at most ten years)")
}
