import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { LocalAccount } from "../../model/account.ts"
import { AccountNotFound } from "../../model/errors.ts"
import { Accounts } from "../../ports/accounts.ts"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { type DigestHash, DigestHasher } from "../../ports/digest-hasher.ts"
import { Nonces } from "../../ports/nonces.ts"
import type { AddressRef } from "../../values/sip-address.ts"
import { constantTimeEqual } from "../compare.ts"
import { realmOfAccount } from "../account-realm.ts"
import { throttled } from "../throttle.ts"
import { hashToken } from "../tokens.ts"
import { type DigestAuthorization, type DigestChallenge, parseDigestAuthorization } from "./digest-header.ts"
import { algorithmsOf, ha1Of } from "./digest-secrets.ts"
import { checkNonce, makeNonce } from "./nonce.ts"

/** Why a digest was not taken; for people and for clients that look for these words. */
export type DigestFault =
  | "missing"
  | "malformed"
  | "realm"
  | "uri"
  | "username"
  | "algorithm"
  | "nonce"
  | "replayed"
  | "response"

/** A digest is missing or wrong; the challenge says how to answer. */
export class DigestRequired extends Data.TaggedError("DigestRequired")<{
  readonly fault: DigestFault
  readonly challenge: DigestChallenge
}> {
  override get message() {
    return FAULTS[this.fault]
  }
}

const FAULTS: Readonly<Record<DigestFault, string>> = {
  missing: "Unauthenticated request",
  malformed: "Malformed digest",
  realm: "Wrong realm",
  uri: "Wrong uri",
  username: "Wrong username",
  algorithm: "Wrong algorithm",
  nonce: "Nonce invalid",
  replayed: "Nonce replayed",
  response: "Unauthorized",
}

/** A call that somebody makes as an account. */
export interface DigestCall {
  /** The account that the caller says it is (`From: sip:user@domain`). */
  readonly from: AddressRef
  /** The value of its `Authorization` header; undefined where there is none. */
  readonly authorization: string | undefined
  readonly method: string
  /** The target of the request: path and query. */
  readonly target: string
  /** The address of the client, as the server sees it. */
  readonly host: string | undefined
}

/** Somebody who proved to know the password of an account. Whether the account may do anything, is for the caller to say. */
export interface DigestLogin {
  readonly account: LocalAccount
  /** The nonce that was used, to be offered again. */
  readonly challenge: DigestChallenge
  /** The value of an `Authentication-Info` header (RFC 7616 section 3.5). */
  readonly info: string
}

/** H(HA1:nonce:nc:cnonce:qop:H(method:uri)); without a method, what the server proves itself with. */
const responseOf = (hasher: DigestHash, ha1: string, method: string, sent: DigestAuthorization): string => {
  const { algorithm, nonce, nc, cnonce, qop, uri } = sent
  const ha2 = hasher.hex(algorithm, `${method}:${uri}`)
  return hasher.hex(algorithm, [ha1, nonce, nc, cnonce, qop, ha2].join(":"))
}

// A proxy may have put a query there or taken it away, so only the path has to be the same where the client names no query.
const isTarget = (uri: string, target: string): boolean => {
  const path = /^https?:\/\/[^/?#]*(\/[^#]*)$/i.exec(uri)?.[1] ?? uri
  return path === target || path === target.split("?", 1)[0]
}

const noAccount = ({ spelling }: AddressRef) => new AccountNotFound({ address: spelling })

/** What the fields say, before any of them is believed. */
const fieldFault = (
  sent: DigestAuthorization | undefined,
  account: LocalAccount,
  realm: string,
  target: string,
): DigestFault | undefined => {
  if (sent === undefined || sent.qop !== "auth" || sent.nonceCount === 0) return "malformed"
  if (sent.realm !== realm) return "realm"
  if (sent.username !== account.username) return "username"
  return isTarget(sent.uri, target) ? undefined : "uri"
}

const nothing = Effect.undefined

/**
 * Whose digest it is (RFC 7616). Fails with {@link AccountNotFound} for names that nobody has, with {@link DigestRequired} where the digest is missing or wrong, and with `Throttled` where too many were
 * wrong for the name or from the host. Every use of a nonce has to count higher than the one before.
 */
export const authenticateDigest = Effect.fnUntraced(function* (call: DigestCall) {
  const { from, authorization, method, target, host } = call
  const account = yield* Accounts.use((accounts) => accounts.find(from))
  if (account?.type !== "local" || account.state === "gone") {
    // Told on purpose, since clients go by it; so whoever tries out names is counted.
    yield* throttled({ host }, nothing)
    return yield* noAccount(from)
  }
  const hasher = yield* DigestHasher
  const deployment = yield* DeploymentSettings
  const realm = yield* realmOfAccount(account)
  const algorithms = algorithmsOf(account, realm, deployment)

  const refuse = Effect.fnUntraced(function* (fault: DigestFault, stale = false) {
    const fresh = yield* makeNonce(account.address, realm)
    return yield* new DigestRequired({ fault, challenge: { ...fresh, realm, algorithms, stale } })
  })
  const refuseCounted = Effect.fnUntraced(function* (fault: DigestFault) {
    yield* throttled({ name: account.address, host }, nothing)
    return yield* refuse(fault)
  })

  if (authorization === undefined) return yield* refuse("missing")
  const sent = parseDigestAuthorization(authorization)
  const fault = fieldFault(sent, account, realm, target)
  if (sent === undefined || fault !== undefined) return yield* refuseCounted(fault ?? "malformed")
  const ha1 = ha1Of(hasher, account, realm, sent.algorithm, deployment)
  if (ha1 === undefined) return yield* refuseCounted("algorithm")
  const secret = Redacted.value(ha1)
  const isRight = constantTimeEqual(responseOf(hasher, secret, method, sent), sent.response)
  const checked = yield* throttled({ name: account.address, host }, Effect.succeed(isRight ? true : undefined))
  const nonce = yield* checkNonce(sent, account.address, realm)
  // Who answered rightly to a nonce that is no longer good may try again at once with another.
  if (nonce.state !== "good") return yield* refuse("nonce", checked === true)
  if (checked === undefined) return yield* refuse("response")
  const now = yield* Clock.currentTimeMillis
  const use = { hash: hashToken(hasher, sent.nonce), count: sent.nonceCount, expires: nonce.expires }
  if (!(yield* Nonces.use((nonces) => nonces.use(use, now)))) return yield* refuse("replayed")
  const login: DigestLogin = {
    account,
    challenge: { realm, algorithms, nonce: sent.nonce, opaque: sent.opaque, stale: false },
    info: `qop=auth,rspauth="${responseOf(hasher, secret, "", sent)}",cnonce="${sent.cnonce.replace(/[\\"]/g, "\\$&")}",nc=${sent.nc}`,
  }
  return login
})
