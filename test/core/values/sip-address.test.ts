import { parseAddressRef, parseSipAddress, Refusal } from "@sipwright/core"
import { describe, expect, it } from "vitest"

describe("a SIP address", () => {
  it.each([
    ["alice@example.org", "alice@example.org"],
    ["sip:alice@example.org", "alice@example.org"],
    ["SIPS:Alice@Example.ORG", "alice@example.org"],
    ["+15551234@example.org", "+15551234@example.org"],
    ["o'brien@example.org", "o'brien@example.org"],
    ["a;b=c?d/e@example.org", "a;b=c?d/e@example.org"],
    ["alice@bücher.example", "alice@xn--bcher-kva.example"],
    ["alice@192.0.2.1", "alice@192.0.2.1"],
    ["alice@[2001:DB8::1]", "alice@[2001:db8::1]"],
    [`${"a".repeat(64)}@example.org`, `${"a".repeat(64)}@example.org`],
  ])("%s is %s", (text, canonical) => {
    expect(parseSipAddress(text)).toBe(canonical)
  })

  it.each([
    "",
    "alice",
    "@example.org",
    "alice@",
    "al ice@example.org",
    "al@ice@example.org",
    "alic%65@example.org",
    "älice@example.org",
    "alice@exa mple.org",
    "alice@example..org",
    "alice@-example.org",
    "alice@example.org:5060",
    "alice@1.2",
    "alice@999.0.0.1",
    "alice@example.org/x",
    "alice\n@example.org",
    "alice\0@example.org",
    `${"a".repeat(65)}@example.org`,
    `alice@${"a".repeat(60)}.example.org`,
  ])("refuses %j", (text) => {
    expect(parseSipAddress(text)).toBeInstanceOf(Refusal)
  })

  it("does not repeat what it refuses", () => {
    expect(JSON.stringify(parseSipAddress("my secret"))).not.toContain("secret")
  })
})

describe("a reference to an address", () => {
  it("keeps the spelling beside the canonical form", () => {
    expect(parseAddressRef("sip:ALICE@Example.org")).toEqual({
      spelling: "ALICE@Example.org",
      canonical: "alice@example.org",
    })
  })

  it("can name an odd row that was made outside", () => {
    expect(parseAddressRef("al ice@example.org")).toEqual({ spelling: "al ice@example.org", canonical: undefined })
  })

  it("is refused where no row can have that name", () => {
    expect(parseAddressRef("alice")).toBeInstanceOf(Refusal)
    expect(parseAddressRef("ali\0ce@example.org")).toBeInstanceOf(Refusal)
  })
})
