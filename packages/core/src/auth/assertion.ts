import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { decodeJwt, importJWK, type JWK, type JWTPayload, jwtVerify } from "jose"
import type { ApiKey } from "../model/api-key.ts"
import { ApiKeys } from "../ports/api-keys.ts"
import { DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { UsedAssertions } from "../ports/used-assertions.ts"
import { algorithmOf } from "./public-key.ts"

/** An assertion ends at the latest so long after it comes (milliseconds). */
const LONGEST_LIFE = 5 * 60_000
/** How far the signer's clock may be from ours. */
const CLOCK_SKEW = 30_000
const MAX_JTI = 255

const issuerOf = (assertion: string): string | undefined => {
  try {
    const { iss, sub } = decodeJwt(assertion)
    return iss !== undefined && iss === sub ? iss : undefined
  } catch {
    return undefined
  }
}

const verify = (assertion: string, jwk: JWK, audience: string, now: number): Promise<JWTPayload | undefined> => {
  const algorithm = algorithmOf(jwk)
  if (algorithm === undefined) return Promise.resolve(undefined)
  return importJWK(jwk, algorithm)
    .then((key) =>
      jwtVerify(assertion, key, {
        algorithms: [algorithm],
        audience,
        requiredClaims: ["exp", "jti"],
        clockTolerance: CLOCK_SKEW / 1000,
        currentDate: new Date(now),
      }),
    )
    .then(
      ({ payload }) => payload,
      () => undefined,
    )
}

/**
 * The API key that a JWT was signed by (RFC 7523): `iss` and `sub` name the key, `aud` is ours, `exp` is at most five minutes away, and the `jti` has
 * never been used before. Undefined for every other; which of it was wrong, is told to nobody.
 */
export const keyOfAssertion = Effect.fnUntraced(function* (assertion: string) {
  const id = issuerOf(assertion)
  const found: ApiKey | undefined = id === undefined ? undefined : yield* ApiKeys.use((keys) => keys.find(id))
  if (found === undefined || found.proof.kind !== "public-key") return undefined
  const jwk: JWK = JSON.parse(found.proof.jwk)
  const { audience } = yield* DeploymentSettings
  const now = yield* Clock.currentTimeMillis
  const claims = yield* Effect.promise(() => verify(assertion, jwk, audience, now))
  const { exp = Number.POSITIVE_INFINITY, jti = "" } = claims ?? {}
  const expires = exp * 1000 + CLOCK_SKEW
  if (claims === undefined || expires > now + LONGEST_LIFE + 2 * CLOCK_SKEW) return undefined
  if (typeof jti !== "string" || jti === "" || jti.length > MAX_JTI) return undefined
  const hasher = yield* DigestHasher
  const hash = hasher.hex("SHA-256", JSON.stringify([found.id, jti]))
  const isFirstUse = yield* UsedAssertions.use((used) => used.use({ hash, expires }, now))
  return isFirstUse ? found : undefined
})
