import { julianDayToUnix, unixToJulianDay, wallClock } from "@sipwright/adapters/sql"
import { describe, expect, it } from "vitest"

const unix = (iso: string) => Date.parse(iso) / 1000

describe("Kamailio's wall clock", () => {
  it.each([
    ["UTC", "2026-11-23 20:00:00", "2026-11-23T20:00:00Z"],
    ["Europe/Berlin", "2026-07-01 12:00:00", "2026-07-01T10:00:00Z"],
    ["Europe/Berlin", "2026-12-01 12:00:00", "2026-12-01T11:00:00Z"],
    // The hour that is shown twice: the later of both.
    ["Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T01:30:00Z"],
    ["Europe/Berlin", "2026-10-25 01:30:00", "2026-10-24T23:30:00Z"],
    ["Europe/Berlin", "2026-10-25 03:30:00", "2026-10-25T02:30:00Z"],
    ["Europe/Berlin", "2026-03-29 03:30:00", "2026-03-29T01:30:00Z"],
    ["America/St_Johns", "2026-01-31 23:59:59", "2026-02-01T03:29:59Z"],
    ["Pacific/Kiritimati", "2026-01-01 00:00:00", "2025-12-31T10:00:00Z"],
  ])("in %s shows %s at %s", (zone, text, iso) => {
    expect(wallClock(zone).toUnix(text)).toBe(unix(iso))
    expect(wallClock(zone).fromUnix(unix(iso))).toBe(text)
  })

  it("takes a time that is never shown for one close by", () => {
    const at = wallClock("Europe/Berlin").toUnix("2026-03-29 02:30:00") ?? 0
    expect(Math.abs(at - unix("2026-03-29T01:00:00Z"))).toBeLessThanOrEqual(3600)
  })

  it("knows what is no time", () => {
    expect(wallClock("UTC").toUnix("")).toBeUndefined()
    expect(wallClock("UTC").toUnix("0000")).toBeUndefined()
  })
})

describe("Kamailio's Julian day", () => {
  it("is exact to the second", () => {
    expect(julianDayToUnix(2440587.5)).toBe(0)
    for (const seconds of [0, 1, 1_700_000_000, 1_795_464_000, 4_102_444_799]) {
      expect(julianDayToUnix(unixToJulianDay(seconds))).toBe(seconds)
    }
  })
})
