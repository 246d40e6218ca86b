import * as Effect from "effect/Effect"
import { exportJWK, importJWK, importSPKI, type JWK } from "jose"
import { InvalidInput } from "../model/errors.ts"

/** The algorithms of assertions, with the key each belongs to (RFC 8037, RFC 7518). */
export const ASSERTION_ALGORITHMS = ["EdDSA", "ES256"] as const

const FIELD = "publicKey"

const refused = (sentence: string) =>
  Effect.fail(new InvalidInput({ field: FIELD, reason: "malformed", message: `${FIELD} ${sentence}.` }))

const UNKNOWN = "is no public key of Ed25519 or P-256, as PEM or JWK"

/** The algorithm that a key signs with; undefined for keys that are not taken. */
export const algorithmOf = ({ kty, crv }: JWK): (typeof ASSERTION_ALGORITHMS)[number] | undefined => {
  if (kty === "OKP" && crv === "Ed25519") return "EdDSA"
  if (kty === "EC" && crv === "P-256") return "ES256"
  return undefined
}

const attempt = <A>(work: () => Promise<A>): Effect.Effect<A | undefined> =>
  Effect.promise(() => work().catch(() => undefined))

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const fromJwk = Effect.fnUntraced(function* (text: string) {
  const jwk = parseJson(text)
  if (typeof jwk !== "object" || jwk === null) return yield* refused(UNKNOWN)
  // Whoever sends a private key has given it away; it is told before anything is kept.
  if ("d" in jwk) return yield* refused("is a private key: make a new pair, and send its public half only")
  const algorithm = algorithmOf(jwk)
  return algorithm === undefined ? undefined : yield* attempt(() => importJWK(jwk, algorithm, { extractable: true }))
})

const fromPem = Effect.fnUntraced(function* (text: string) {
  if (text.includes("PRIVATE KEY")) {
    return yield* refused("is a private key: make a new pair, and send its public half only")
  }
  for (const algorithm of ASSERTION_ALGORITHMS) {
    const key = yield* attempt(() => importSPKI(text, algorithm, { extractable: true }))
    if (key !== undefined) return key
  }
  return undefined
})

/** Reads a public key of Ed25519 or P-256, PEM (SPKI, RFC 8410 and 5480) or JWK, and answers it as JWK text with nothing else in it. */
export const readPublicKey = Effect.fnUntraced(function* (given: string) {
  const text = given.trim()
  const key = yield* text.startsWith("{") ? fromJwk(text) : fromPem(text)
  const jwk = key === undefined ? undefined : yield* attempt(() => exportJWK(key))
  if (jwk === undefined || algorithmOf(jwk) === undefined) return yield* refused(UNKNOWN)
  return JSON.stringify(jwk)
})
