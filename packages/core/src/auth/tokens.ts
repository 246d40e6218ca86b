import * as Redacted from "effect/Redacted"
import type { DigestHash } from "../ports/digest-hasher.ts"
import type { SecureRandom } from "../ports/secure-random.ts"

type Random = (typeof SecureRandom)["Service"]

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/** Length of generated passwords; 24 of 62 characters are 142 bits. */
export const GENERATED_PASSWORD_LENGTH = 24

const clearRandomText = (random: Random, length: number): string => {
  // Bytes from 248 up are thrown away: 248 is the largest multiple of 62 that fits.
  const limit = 256 - (256 % ALPHABET.length)
  const codes: Array<number> = []
  while (codes.length < length) {
    const bytes = random.bytes(length * 2)
    for (let at = 0; at < bytes.length && codes.length < length; at++) {
      const byte = bytes[at] ?? limit
      if (byte < limit) codes.push(ALPHABET.charCodeAt(byte % ALPHABET.length))
    }
  }
  // Not a sum of letters, which would be a chain of pieces in memory.
  return String.fromCharCode.apply(null, codes)
}

/** Letters and digits, each equally likely. They survive every phone's keypad, form and configuration file. */
export const randomText = (random: Random, length: number): Redacted.Redacted<string> =>
  Redacted.make(clearRandomText(random, length))

/** A new password of {@link GENERATED_PASSWORD_LENGTH} letters and digits. */
export const generatePassword = (random: Random): Redacted.Redacted<string> =>
  randomText(random, GENERATED_PASSWORD_LENGTH)

/** What stands in Kamailio's password column in place of a password, and nobody can use; 43 characters are 256 bits. */
export const generateFiller = (random: Random): string => clearRandomText(random, 43)

/** A token of 256 bits. */
export const generateToken = (random: Random): Redacted.Redacted<string> => randomText(random, 43)

/** What API keys begin with, so that people and scanners of repositories know them for what they are. */
export const API_KEY_PREFIX = "sipw_"

/** A new API key: the prefix and 256 bits. */
export const generateApiKey = (random: Random): Redacted.Redacted<string> =>
  Redacted.make(`${API_KEY_PREFIX}${Redacted.value(generateToken(random))}`)

/** The key that an account makes for itself: 40 characters, 238 bits. */
export const generateAccountKey = (random: Random): Redacted.Redacted<string> => randomText(random, 40)

/** What names an account to a phone that is set up by it: 13 characters, 77 bits. */
export const generateProvisioningToken = (random: Random): string => Redacted.value(randomText(random, 13))

/** A name for an API key that nobody else has: 95 bits. */
export const generateKeyId = (random: Random): string => Redacted.value(randomText(random, 16))

const SID_ALPHABET = "0123456789abcdefghijklmnopqrstuv"

/** The secret of a session in a cookie, in the form of PHP's session ids: 26 characters of 5 bits each, 130 bits. */
export const generateSid = (random: Random): Redacted.Redacted<string> =>
  Redacted.make(Array.from(random.bytes(26), (byte) => SID_ALPHABET.charAt(byte % SID_ALPHABET.length)).join(""))

/** How tokens stand in the store. They have 122 bits and more, so a plain hash is enough. */
export const hashToken = (hasher: DigestHash, token: string): string => hasher.hex("SHA-256", token)

/** A UUID of version 4 (RFC 9562 section 5.4): 122 bits. */
export const generateUuid = (random: Random): string => {
  const bytes = random.bytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}
