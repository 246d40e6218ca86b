import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import {
  createRemoteJWKSet,
  type CryptoKey,
  importSPKI,
  importX509,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
} from "jose"
import type { LocalAccount } from "../model/account.ts"
import { Accounts } from "../ports/accounts.ts"
import { Refusal } from "../values/parsed.ts"
import { parseAddressRef } from "../values/sip-address.ts"
import { throttled } from "./throttle.ts"

/** Whose tokens are taken. One of the two keys is given. */
export interface JwtIssuer {
  /** The public key of the issuer, or its certificate, as PEM. */
  readonly publicKey?: string | undefined
  /** Where its JSON Web Key Set is (RFC 7517). */
  readonly jwksUrl?: string | undefined
  /** `iss`, where it is looked at. */
  readonly issuer?: string | undefined
  /** `aud`, where it is looked at. */
  readonly audience?: string | undefined
  /** The claim with the SIP URI of the account. */
  readonly sipClaim: string
}

/** The token is not one of the issuer's, or not good now; the message is for the client. */
export class InvalidJwt extends Data.TaggedError("InvalidJwt")<{ readonly message: string }> {}

/** The token is good, but of nobody who has an account here. */
export class JwtOfStranger extends Data.TaggedError("JwtOfStranger") {
  override get message() {
    return "The JWT token is not related to someone in the system"
  }
}

/** The keys of the issuer cannot be had now. */
export class IssuerUnavailable extends Data.TaggedError("IssuerUnavailable")<{ readonly cause?: unknown }> {
  override get message() {
    return "The keys of the token's issuer cannot be reached."
  }
}

/** Signatures only: a public key is no secret, so it must never be taken for one (HS256), and `none` is no signature. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]

const LONGEST = 8192
const PATIENCE = 5000

type KeyOf = (header: JWTHeaderParameters) => Promise<CryptoKey>

const pemKeys = (pem: string): KeyOf => {
  const keys = new Map<string, Promise<CryptoKey>>()
  const read = pem.includes("BEGIN CERTIFICATE") ? importX509 : importSPKI
  return ({ alg }) => {
    const known = keys.get(alg) ?? read(pem, alg)
    keys.set(alg, known)
    return known.catch(() => Promise.reject(new InvalidJwt({ message: "Unsupported signature algorithm" })))
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: "Expired JWT token",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "Invalid JWT token signature",
  ERR_JOSE_ALG_NOT_ALLOWED: "Unsupported signature algorithm",
  ERR_JWKS_NO_MATCHING_KEY: "Invalid JWT token signature",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "Invalid JWT token signature",
}

/** What an error says of the token; undefined where it says something of the issuer's keys. */
const sentenceOf = (error: unknown): string | undefined => {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : ""
  if (SENTENCES[code] !== undefined) return SENTENCES[code]
  return /^ERR_JW[ST]_/.test(code) || code === "ERR_JOSE_NOT_SUPPORTED" ? "Invalid JWT token" : undefined
}

const failureOf = (error: unknown): InvalidJwt | IssuerUnavailable => {
  if (error instanceof InvalidJwt) return error
  const sentence = sentenceOf(error)
  return sentence === undefined ? new IssuerUnavailable({ cause: error }) : new InvalidJwt({ message: sentence })
}

const textClaim = (claims: JWTPayload, name: string): string | undefined => {
  const value = claims[name]
  return typeof value === "string" && value !== "" ? value : undefined
}

const localAccount = Effect.fnUntraced(function* (address: string) {
  const ref = parseAddressRef(address)
  const account = ref instanceof Refusal ? undefined : yield* Accounts.use((accounts) => accounts.find(ref))
  return account?.type === "local" && account.state !== "gone" ? account : undefined
})

// An address that the issuer itself does not trust proves nothing; one that two accounts have names neither.
const byEmail = Effect.fnUntraced(function* (claims: JWTPayload) {
  const email = claims["email_verified"] === false ? undefined : textClaim(claims, "email")
  if (email === undefined) return undefined
  const addresses = yield* Accounts.use((accounts) => accounts.findByEmail(email, undefined))
  const [address] = addresses
  return address === undefined || addresses.length > 1 ? undefined : yield* localAccount(address)
})

/** Checks tokens of an issuer (RFC 7519), and answers whose they are. Its key set is asked for when it is first needed, and then kept. */
export const jwtCheck = (issuer: JwtIssuer) => {
  const keyOf: KeyOf =
    issuer.jwksUrl === undefined
      ? pemKeys(issuer.publicKey ?? "")
      : createRemoteJWKSet(new URL(issuer.jwksUrl), { timeoutDuration: PATIENCE })

  const verified = (token: string, now: number) =>
    Effect.tryPromise({
      try: () =>
        jwtVerify(token, keyOf, {
          algorithms: ALGORITHMS,
          currentDate: new Date(now),
          requiredClaims: ["exp"],
          ...(issuer.issuer === undefined ? {} : { issuer: issuer.issuer }),
          ...(issuer.audience === undefined ? {} : { audience: issuer.audience }),
        }).then(({ payload }) => payload),
      catch: failureOf,
    })

  /**
   * The account that a token is of: by the SIP claim, else by `email`. Fails with {@link InvalidJwt}, counted against the host, with {@link JwtOfStranger}, or
   * with {@link IssuerUnavailable}.
   */
  return Effect.fnUntraced(function* (token: string, host: string | undefined) {
    const now = yield* Clock.currentTimeMillis
    const claims = yield* (
      token.length > LONGEST ? Effect.fail(new InvalidJwt({ message: "Invalid JWT token" })) : verified(token, now)
    ).pipe(
      Effect.catchTag("InvalidJwt", (error) =>
        Effect.andThen(throttled({ host }, Effect.undefined), Effect.fail(error)),
      ),
    )
    const sip = textClaim(claims, issuer.sipClaim)
    const account: LocalAccount | undefined = sip === undefined ? yield* byEmail(claims) : yield* localAccount(sip)
    return account ?? (yield* new JwtOfStranger())
  })
}

/** What {@link jwtCheck} makes: checks a token and answers whose it is. */
export type JwtCheck = ReturnType<typeof jwtCheck>
