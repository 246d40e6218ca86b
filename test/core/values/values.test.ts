import {
  countryCodeOf,
  globMatches,
  globToLike,
  parseAccessLevel,
  parseCallPermissions,
  parseE164Number,
  parseGlob,
  parseMacAddress,
  parsePortNumber,
  Refusal,
} from "@sipwright/core"
import { describe, expect, it } from "vitest"

const parsers = { parseAccessLevel, parseCallPermissions, parseE164Number, parseMacAddress, parsePortNumber }

describe.each([
  ["parseMacAddress", "00:11:22:AA:bb:CC", "001122aabbcc"],
  ["parseMacAddress", "00-11-22-AA-bb-CC", "001122aabbcc"],
  ["parseMacAddress", "0011.22aa.bbcc", "001122aabbcc"],
  ["parseMacAddress", "001122AABBCC", "001122aabbcc"],
  ["parseE164Number", "+4712345678", "+4712345678"],
  ["parseE164Number", "+123456789012345", "+123456789012345"],
  ["parseAccessLevel", "full_write", 3],
  ["parseAccessLevel", "4", 4],
  ["parseCallPermissions", "0", 0],
  ["parseCallPermissions", "255", 255],
  ["parsePortNumber", "65535", 65_535],
] as const)("%s", (parser, text, value) => {
  it(`reads ${text} as ${value}`, () => {
    expect(parsers[parser](text)).toBe(value)
  })
})

describe.each([
  ["parseMacAddress", ["", "0011223344", "00:11:22:33:44:5g", "00:11-22:33:44:55", "00112233445566"]],
  ["parseE164Number", ["", "4712345678", "+0712345678", "+1234567890123456", "+47 123", "+"]],
  ["parseAccessLevel", ["", "5", "-1", "admin", "04", "constructor"]],
  ["parseCallPermissions", ["", "256", "-1", "1.5", "0x10", "1e2"]],
  ["parsePortNumber", ["", "0", "65536", "5060x", "-1", " 1"]],
] as const)("%s", (parser, refused) => {
  it.each(refused)("refuses %j", (text) => {
    expect(parsers[parser](text)).toBeInstanceOf(Refusal)
  })
})

describe("the country code of a number", () => {
  it.each([
    ["+4712345678", "47"],
    ["+15551234567", "1"],
    ["+35812345678", "358"],
  ])("of %s is %s", (text, code) => {
    const number = parseE164Number(text)
    if (number instanceof Refusal) throw new Error("not a number")
    expect(countryCodeOf(number)).toBe(code)
  })
})

describe("a glob", () => {
  const glob = (text: string) => {
    const parsed = parseGlob(text)
    if (parsed instanceof Refusal) throw new Error("not a glob")
    return parsed
  }

  it.each([
    ["*", "", true],
    ["alice@*", "ALICE@example.org", true],
    ["a?ice*", "alice@example.org", true],
    ["a?ice*", "aice@example.org", false],
    ["*@example.org", "alice@example.org", true],
    ["*@example.org", "alice@example.org.evil", false],
    ["*a*b*c*", "xxaxxbxxcxx", true],
    ["%_", "%_", true],
    ["%", "anything", false],
    ["[a]", "a", false],
    ["😀?", "😀x", true],
  ])("%s on %s: %s", (pattern, text, matches) => {
    expect(globMatches(glob(pattern), text)).toBe(matches)
  })

  it("is no way to make the matcher slow", () => {
    expect(globMatches(glob("*a".repeat(120)), "a".repeat(100_000).concat("b"))).toBe(false)
  })

  it("becomes a LIKE pattern with everything else literal", () => {
    expect(globToLike(glob("A*b?c%d_e!f"))).toBe("a%b_c!%d!_e!!f")
  })
})
