import { scryptAsync } from "@noble/hashes/scrypt.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { PasswordHasher } from "../ports/password-hasher.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { makeScryptHasher, type Scrypt, type ScryptParameters } from "./scrypt.ts"

const scrypt: Scrypt = (password, salt, { ln, r, p }) => scryptAsync(password, salt, { N: 2 ** ln, r, p, dkLen: 32 })

/** scrypt in JavaScript, for runtimes without one of their own. It yields to other work, but takes several times as long. */
export const portablePasswordHasher = (parameters?: ScryptParameters): Layer.Layer<PasswordHasher> =>
  Layer.effect(
    PasswordHasher,
    Effect.map(SecureRandom, (random) => makeScryptHasher(scrypt, random, parameters)),
  )
