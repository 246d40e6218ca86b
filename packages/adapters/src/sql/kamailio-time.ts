import { SqlStoreError } from "./sql-store-error.ts"

const JULIAN_DAY_OF_1970 = 2440587.5
const MS_PER_DAY = 86_400_000

/** A wall clock's reading in one zone as Unix time in seconds, and the other way round. */
export interface WallClock {
  /** `YYYY-MM-DD HH:MM:SS`. In the hour that a clock runs twice the later of both times is meant. */
  readonly toUnix: (text: string) => number | undefined
  readonly fromUnix: (seconds: number) => string
}

const FORMAT = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})/

const utcOf = (text: string): number | undefined => {
  const match = FORMAT.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hours, minutes, seconds)
}

const printUtc = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")

// Asking for a zone loads the data of all, and most Kamailios have this one.
const utcClock: WallClock = {
  toUnix: (text) => {
    const time = utcOf(text)
    return time === undefined ? undefined : time / 1000
  },
  fromUnix: (seconds) => printUtc(seconds * 1000),
}

const clockOf = (timeZone: string): WallClock => {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    })
  } catch {
    throw new SqlStoreError({
      reason: "bad-setting",
      sentence: `Kamailio's time zone ${timeZone} is not a name of the IANA time zone database, such as UTC or Europe/Berlin.`,
    })
  }
  /** What the wall clock shows at a Unix time, as if it were UTC; milliseconds. */
  const shown = (at: number): number => {
    const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
  return {
    toUnix: (text) => {
      const wanted = utcOf(text)
      if (wanted === undefined) return undefined
      // The offset of one guess may be that of the other side of a change of clocks; a second guess settles it, and a
      // time that is shown twice is taken at its second coming, so that no contact ends early.
      const candidates = [wanted - MS_PER_DAY, wanted, wanted + MS_PER_DAY].map((near) => wanted - (shown(near) - near))
      const exact = candidates.filter((at) => shown(at) === wanted)
      return Math.max(...(exact.length > 0 ? exact : candidates)) / 1000
    },
    fromUnix: (seconds) => printUtc(shown(seconds * 1000)),
  }
}

/**
 * Kamailio writes `location.expires` as its own local time without a zone on MariaDB and PostgreSQL. Throws {@link SqlStoreError}
 * `bad-setting` for a name that is not in the IANA time zone database.
 */
export const wallClock = (timeZone: string): WallClock => (timeZone === "UTC" ? utcClock : clockOf(timeZone))

/** Kamailio's db_sqlite module stores times as Julian days, in UTC. */
export const julianDayToUnix = (day: number): number => Math.round(((day - JULIAN_DAY_OF_1970) * MS_PER_DAY) / 1000)

/** The inverse of {@link julianDayToUnix}. */
export const unixToJulianDay = (seconds: number): number => (seconds * 1000) / MS_PER_DAY + JULIAN_DAY_OF_1970
