import { randomBytes } from "node:crypto"
import { makeSecretBox, parseSecretKey, SqlStoreError } from "@sipwright/adapters/sql"
import { describe, expect, it } from "vitest"

const place = { table: "account", address: "alice@example.org", column: "secret" }
const key = randomBytes(32)
const box = makeSecretBox({ key })

describe("a secret box", () => {
  it("opens what it sealed, any text, and seals no text twice alike", () => {
    for (const text of ["", "pä€ss 😀", "x".repeat(100_000)]) {
      const sealed = box.seal(place, text)
      expect(box.open(place, sealed)).toBe(text)
      expect(box.seal(place, text)).not.toBe(sealed)
    }
    expect(box.seal(place, "correct horse")).not.toContain("correct")
  })

  it.each([
    { ...place, table: "journal" },
    { ...place, address: "mallory@example.org" },
    { ...place, column: "parked" },
    { table: "account", address: "alice", column: '@example.org","secret' },
  ])("does not open at another place", (other) => {
    expect(box.open(other, box.seal(place, "secret"))).toBeUndefined()
  })

  it("does not open what was tampered with, wherever", () => {
    const sealed = box.seal(place, "secret")
    const [version, id, body = ""] = sealed.split(".")
    const bytes = Buffer.from(body, "base64url")
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(box.open(place, `${version}.${id}.${changed.toString("base64url")}`)).toBeUndefined()
    }
    for (const text of [
      "",
      "1",
      sealed.slice(0, 30),
      `2${sealed.slice(1)}`,
      `1.00000000.${body}`,
      "not sealed at all",
    ]) {
      expect(box.open(place, text)).toBeUndefined()
    }
  })

  it("does not open with another key, but with an old one", () => {
    const sealed = box.seal(place, "secret")
    const newKey = randomBytes(32)
    expect(makeSecretBox({ key: newKey }).open(place, sealed)).toBeUndefined()
    const rotated = makeSecretBox({ key: newKey, oldKeys: [key] })
    expect(rotated.open(place, sealed)).toBe("secret")
    expect(rotated.keyId).not.toBe(box.keyId)
    expect(rotated.keyIds).toEqual([rotated.keyId, box.keyId])
    expect(box.open(place, rotated.seal(place, "new"))).toBeUndefined()
  })

  it("knows its fingerprints, also those of an old key", () => {
    const fingerprint = box.fingerprint("ha1")
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(fingerprint).toBe(box.fingerprint("ha1"))
    expect(box.isFingerprintOf("ha1", fingerprint)).toBe(true)
    expect(box.isFingerprintOf("ha2", fingerprint)).toBe(false)
    expect(box.isFingerprintOf("ha1", "")).toBe(false)
    const other = makeSecretBox({ key: randomBytes(32) })
    expect(other.isFingerprintOf("ha1", fingerprint)).toBe(false)
    expect(makeSecretBox({ key: randomBytes(32), oldKeys: [key] }).isFingerprintOf("ha1", fingerprint)).toBe(true)
  })

  it("shows its key to nobody", () => {
    const shown = `${JSON.stringify(box)} ${Object.values(box).map(String).join(" ")}`
    expect(shown).not.toContain(key.toString("hex"))
    expect(key.toString("hex")).not.toContain(box.keyId)
  })
})

describe("a secret key as text", () => {
  it("is hexadecimal or base64", () => {
    for (const text of [
      key.toString("hex"),
      key.toString("hex").toUpperCase(),
      key.toString("base64"),
      ` ${key.toString("base64url")}\n`,
    ]) {
      expect(parseSecretKey(text).equals(key)).toBe(true)
    }
  })

  it.each([
    "",
    "short",
    "x".repeat(64),
    key.toString("hex").slice(2),
    "=".repeat(44),
    randomBytes(33).toString("base64"),
  ])("is refused without being repeated: %#", (text) => {
    expect(() => parseSecretKey(text)).toThrow(SqlStoreError)
    if (text.length > 5) expect(() => parseSecretKey(text)).not.toThrow(text)
  })

  it("has 32 bytes", () => {
    expect(() => makeSecretBox({ key: randomBytes(16) })).toThrow(/32 bytes/)
  })
})
