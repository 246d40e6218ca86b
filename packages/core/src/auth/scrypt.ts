import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { PasswordHasher } from "../ports/password-hasher.ts"
import type { SecureRandom } from "../ports/secure-random.ts"
import { constantTimeEqual } from "./compare.ts"

/** Parameters of RFC 7914: `N` = 2^`ln` blocks of 128·`r` bytes, `p` times. */
export interface ScryptParameters {
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** Memory 128·N·r = 32 MiB: about 80 ms on a server core of 2026. */
export const DEFAULT_SCRYPT: ScryptParameters = { ln: 15, r: 8, p: 1 }

/** Derives 32 bytes. */
export type Scrypt = (password: Uint8Array, salt: Uint8Array, parameters: ScryptParameters) => Promise<Uint8Array>

const FORMAT = /^\$scrypt\$ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
// A stored hash says how much work it costs; one that was tampered with must not stop the server.
const MAX_LN = 20

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replace(/=+$/, "")
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

const print = (parameters: ScryptParameters, salt: Uint8Array, key: Uint8Array): string =>
  `$scrypt$ln=${parameters.ln},r=${parameters.r},p=${parameters.p}$${toBase64(salt)}$${toBase64(key)}`

const parse = (hash: string) => {
  const match = FORMAT.exec(hash)
  if (match === null) return undefined
  const [, ln, r, p, salt = "", key = ""] = match
  const parameters: ScryptParameters = { ln: Number(ln), r: Number(r), p: Number(p) }
  return parameters.ln >= 1 && parameters.ln <= MAX_LN ? { parameters, salt: fromBase64(salt), key } : undefined
}

// RFC 8265 compares passwords in a normal form, so that the same typing on two systems is the same password.
const bytesOf = (password: Redacted.Redacted<string>): Uint8Array =>
  new TextEncoder().encode(Redacted.value(password).normalize("NFC"))

/** A {@link PasswordHasher} over an implementation of scrypt, in PHC string format. */
export const makeScryptHasher = (
  scrypt: Scrypt,
  random: (typeof SecureRandom)["Service"],
  parameters: ScryptParameters = DEFAULT_SCRYPT,
): PasswordHasher["Service"] => {
  const hash = (password: Redacted.Redacted<string>) =>
    Effect.promise(async () => {
      const salt = random.bytes(16)
      return print(parameters, salt, await scrypt(bytesOf(password), salt, parameters))
    })
  return {
    hash,
    verify: (password, stored) =>
      Effect.promise(async () => {
        const parsed = parse(stored)
        if (parsed === undefined) return "wrong"
        const key = await scrypt(bytesOf(password), parsed.salt, parsed.parameters)
        if (!constantTimeEqual(toBase64(key), parsed.key)) return "wrong"
        const { ln, r, p } = parsed.parameters
        return ln === parameters.ln && r === parameters.r && p === parameters.p ? "right" : "stale"
      }),
    pretend: (password) => Effect.asVoid(hash(password)),
  }
}
