import {
  constantTimeEqual,
  generateFiller,
  generatePassword,
  isPasswordOf,
  makeCredentials,
  portableDigestHash,
} from "@sipwright/core"
import { Redacted } from "effect"
import { describe, expect, it } from "vitest"

const name = { username: "Mufasa", domain: "example.org" }
const password = Redacted.make("Circle of Life")
const filler = "f".repeat(43)
const deployment = { algorithm: "MD5", passwordStorage: "ha1", realm: undefined } as const

describe("the hashes for Kamailio", () => {
  it("are those of RFC 7616 section 3.9.1", () => {
    const rfc = { ...deployment, realm: "http-auth@example.org" }
    const credentials = makeCredentials(portableDigestHash, rfc, name, Redacted.make("Circle of Life"), filler)
    expect(Redacted.value(credentials.ha1)).toBe("3d78807defe7de2157e2b0b6573a855f")
  })

  it("have the domain as realm unless there is a fixed one", () => {
    const { ha1, ha1b } = makeCredentials(portableDigestHash, deployment, name, password, filler)
    expect(Redacted.value(ha1)).toBe(portableDigestHash.hex("MD5", "Mufasa:example.org:Circle of Life"))
    expect(Redacted.value(ha1b)).toBe(portableDigestHash.hex("MD5", "Mufasa@example.org:example.org:Circle of Life"))
  })

  it("are SHA-256 where Kamailio is set to it", () => {
    const sha = { ...deployment, algorithm: "SHA-256" } as const
    const { ha1 } = makeCredentials(portableDigestHash, sha, name, password, filler)
    expect(Redacted.value(ha1)).toMatch(/^[0-9a-f]{64}$/)
  })

  it("never stand beside an empty password column", () => {
    const hashed = makeCredentials(portableDigestHash, deployment, name, password, filler)
    expect(Redacted.value(hashed.passwordColumn)).toBe(filler)
    const clear = makeCredentials(
      portableDigestHash,
      { ...deployment, passwordStorage: "plaintext" },
      name,
      password,
      filler,
    )
    expect(Redacted.value(clear.passwordColumn)).toBe("Circle of Life")
  })

  it("tell the right password from a wrong and from the empty one", () => {
    const empty = portableDigestHash.hex("MD5", "Mufasa:example.org:")
    const right = portableDigestHash.hex("MD5", "Mufasa:example.org:x")
    expect(isPasswordOf(portableDigestHash, deployment, name, "x", right)).toBe(true)
    expect(isPasswordOf(portableDigestHash, deployment, name, "y", right)).toBe(false)
    expect(isPasswordOf(portableDigestHash, deployment, name, "", empty)).toBe(false)
  })

  it("hash UTF-8", () => {
    expect(portableDigestHash.hex("MD5", "pä€ss")).toBe("50d71066d5eeae083f20cc15f032c881")
  })
})

describe("generated passwords", () => {
  const countingUp = () => {
    let next = 0
    return { bytes: (length: number) => Uint8Array.from({ length }, () => next++ % 256) }
  }

  it("have 24 letters and digits", () => {
    expect(Redacted.value(generatePassword(countingUp()))).toMatch(/^[A-Za-z0-9]{24}$/)
  })

  it("use every character equally often, given every byte equally often", () => {
    const random = countingUp()
    const counts = new Map<string, number>()
    for (let i = 0; i < 62 * 4; i++) {
      for (const character of generateFiller(random)) {
        counts.set(character, (counts.get(character) ?? 0) + 1)
      }
    }
    expect(counts.size).toBe(62)
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(
      0.2 * Math.max(...counts.values()),
    )
  })
})

describe("a comparison in constant time", () => {
  it.each([
    ["", "", true],
    ["abc", "abc", true],
    ["abc", "abd", false],
    ["abc", "abcd", false],
  ])("of %j and %j: %s", (a, b, equal) => {
    expect(constantTimeEqual(a, b)).toBe(equal)
  })
})
