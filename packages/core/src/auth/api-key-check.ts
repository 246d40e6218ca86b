import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ApiKey } from "../model/api-key.ts"
import { AccountBlocked, Unauthorized } from "../model/errors.ts"
import { keyPrincipal } from "../model/principal.ts"
import { Accounts } from "../ports/accounts.ts"
import { ApiKeys } from "../ports/api-keys.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { HostResolver } from "../ports/host-resolver.ts"
import { matchHost } from "../values/host-pattern.ts"
import { refOf, type SipAddress } from "../values/sip-address.ts"
import { principalOfAccount } from "./account-access.ts"
import { keyOfAssertion } from "./assertion.ts"
import { IDLE_RESOLUTION, LAST_USE_RESOLUTION } from "./last-use.ts"
import { throttled } from "./throttle.ts"
import { hashToken } from "./tokens.ts"

/** What a program presents: the key itself, or an assertion that was signed with its private half. */
export type KeyCredential = { readonly apiKey: string } | { readonly assertion: string }

const mayComeFrom = Effect.fnUntraced(function* (pattern: string, host: string) {
  const fits = matchHost(pattern, host)
  if (fits !== "name") return fits
  const resolver = yield* HostResolver
  const addresses = yield* resolver.addressesOf(pattern)
  return addresses.some((address) => matchHost(address, host) === true)
})

const isAlive = ({ account, access, expires, idle, lastUsed, created }: ApiKey, now: number): boolean =>
  (account !== undefined || access > 0) &&
  (expires === undefined || expires > now) &&
  (idle === undefined || (lastUsed ?? created) + idle > now)

const isGood = Effect.fnUntraced(function* (key: ApiKey, host: string | undefined, now: number) {
  if (!isAlive(key, now)) return false
  if (host !== undefined && (yield* mayComeFrom(key.host, host))) return true
  yield* Effect.logInfo("refused an API key that came from another host").pipe(
    Effect.annotateLogs({ key: key.id, host: host ?? "unknown" }),
  )
  return false
})

const presented = Effect.fnUntraced(function* (credential: KeyCredential) {
  if ("assertion" in credential) return yield* keyOfAssertion(credential.assertion)
  const hash = hashToken(yield* DigestHasher, credential.apiKey)
  return yield* ApiKeys.use((keys) => keys.findBySecret(hash))
})

const nothing = Effect.undefined

// A key that dies of disuse has to be seen alive.
const resolutionOf = ({ idle }: ApiKey): number => (idle === undefined ? LAST_USE_RESOLUTION : IDLE_RESOLUTION)

/**
 * The API key that is presented from a host. A right one costs one look at the store; a wrong one is counted against the host, and fails with
 * {@link Unauthorized} or, where too many were wrong, with `Throttled`. A right key is let in from a host that is held up: with 238 bits and more, or a signature, it is
 * not one that was guessed.
 */
const goodKey = Effect.fnUntraced(function* (credential: KeyCredential, host: string | undefined) {
  const now = yield* Clock.currentTimeMillis
  const key = yield* presented(credential)
  if (key === undefined || !(yield* isGood(key, host, now))) {
    yield* throttled({ host }, nothing)
    return yield* new Unauthorized()
  }
  if (key.lastUsed === undefined || now - key.lastUsed > resolutionOf(key)) {
    // Where nothing can be written, what only reads goes on.
    yield* Effect.ignore(ApiKeys.use((keys) => keys.touch(key.id, now)))
  }
  return key
})

const accountOf = Effect.fnUntraced(function* (address: SipAddress) {
  const account = yield* Accounts.use((accounts) => accounts.find(refOf(address)))
  return account?.type === "local" && account.state !== "gone" ? account : yield* new Unauthorized()
})

/**
 * Who an API key stands for, in protocols that also let in accounts that are not activated; one that is blocked fails with {@link AccountBlocked}. Otherwise as
 * {@link authenticateKey}.
 */
export const authenticateKeyOfAny = Effect.fnUntraced(function* (credential: KeyCredential, host: string | undefined) {
  const key = yield* goodKey(credential, host)
  if (key.account === undefined) return { key, principal: keyPrincipal(key.id, key.access) }
  const account = yield* accountOf(key.account)
  if (account.state === "blocked") return yield* new AccountBlocked({ address: account.address })
  return { key, principal: yield* principalOfAccount(account) }
})

/** Who an API key stands for that is presented from a host: a program, or an account, which has to be active. Fails with {@link Unauthorized} or, where too many were wrong, with `Throttled`. */
export const authenticateKey = Effect.fnUntraced(function* (credential: KeyCredential, host: string | undefined) {
  const key = yield* goodKey(credential, host)
  if (key.account === undefined) return { key, principal: keyPrincipal(key.id, key.access) }
  const account = yield* accountOf(key.account)
  return account.state === "active" ? { key, principal: yield* principalOfAccount(account) } : yield* new Unauthorized()
})
