import * as Effect from "effect/Effect"
import { jwtVerify, type JWTPayload, SignJWT } from "jose"
import type { StoreUnavailable } from "../ports/store-error.ts"
import { TokenKeys } from "../ports/token-keys.ts"

const USE = "jwt"

/** Signs claims as a JWT with HS256 (RFC 7519). No claim is added. */
export const signJwt = (
  claims: Readonly<Record<string, unknown>>,
): Effect.Effect<string, StoreUnavailable, TokenKeys> =>
  Effect.gen(function* () {
    const [key] = yield* TokenKeys.use((keys) => keys.keysFor(USE))
    return yield* Effect.promise(() =>
      new SignJWT({ ...claims }).setProtectedHeader({ typ: "JWT", alg: "HS256" }).sign(key),
    )
  })

const verifyWith = (token: string, key: Uint8Array): Effect.Effect<JWTPayload | undefined> =>
  Effect.promise(() =>
    jwtVerify(token, key, {
      algorithms: ["HS256"],
      // What `exp` means is for the caller to say: not everybody writes seconds.
      currentDate: new Date(0),
    }).then(
      ({ payload }) => payload,
      () => undefined,
    ),
  )

/** The claims of a JWT that {@link signJwt} made; undefined for any other. Whether it has expired is not looked at. */
export const verifyJwt = (token: string): Effect.Effect<JWTPayload | undefined, StoreUnavailable, TokenKeys> =>
  Effect.gen(function* () {
    for (const key of yield* TokenKeys.use((keys) => keys.keysFor(USE))) {
      const claims = yield* verifyWith(token, key)
      if (claims !== undefined) return claims
    }
    return undefined
  })
