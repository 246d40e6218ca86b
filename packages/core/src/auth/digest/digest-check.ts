import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { LocalAccount } from "../../model/account.ts"
import { AccountNotFound } from "../../model/errors.ts"
import { Accounts } from "../../ports/accounts.ts"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { DigestHasher } from "../../ports/digest-hasher.ts"
import { Nonces } from "../../ports/nonces.ts"
import type { AddressRef } from "../../values/sip-address.ts"
import { realmOfAccount } from "../account-realm.ts"
import { throttled } from "../throttle.ts"
import { hashToken } from "../tokens.ts"
import type { DigestChallenge } from "./digest-header.ts"
import { algorithmsOf } from "./digest-secrets.ts"
import { makeNonce, nonceKeys } from "./nonce.ts"
import { type DigestFault, verifyDigest } from "./verify-digest.ts"

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

const noAccount = ({ spelling }: AddressRef) => new AccountNotFound({ address: spelling })

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
  const facts = { account, realm, deployment, hasher, nonceTtl: deployment.nonceTtl, keys: yield* nonceKeys }
  const verified = verifyDigest(authorization, method, target, { ...facts, now: yield* Clock.currentTimeMillis })
  if (typeof verified === "string") return yield* refuseCounted(verified)
  const { sent, isRight, nonce, info } = verified
  const checked = yield* throttled({ name: account.address, host }, Effect.succeed(isRight ? true : undefined))
  // Who answered rightly to a nonce that is no longer good may try again at once with another.
  if (nonce.state !== "good") return yield* refuse("nonce", checked === true)
  if (checked === undefined) return yield* refuse("response")
  const now = yield* Clock.currentTimeMillis
  const use = { hash: hashToken(hasher, sent.nonce), count: sent.nonceCount, expires: nonce.expires }
  if (!(yield* Nonces.use((nonces) => nonces.use(use, now)))) return yield* refuse("replayed")
  const challenge = { realm, algorithms, nonce: sent.nonce, opaque: sent.opaque, stale: false }
  const login: DigestLogin = { account, challenge, info: info() }
  return login
})
