import { Clock, Effect } from "effect"
import type { ApiKey } from "../model/api-key.ts"
import { Unauthorized } from "../model/errors.ts"
import { keyPrincipal } from "../model/principal.ts"
import { ApiKeys } from "../ports/api-keys.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { HostResolver } from "../ports/host-resolver.ts"
import { matchHost } from "../values/host-pattern.ts"
import { keyOfAssertion } from "./assertion.ts"
import { LAST_USE_RESOLUTION } from "./last-use.ts"
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

const isGood = Effect.fnUntraced(function* (key: ApiKey, host: string | undefined, now: number) {
  if (key.access === 0 || (key.expires !== undefined && key.expires <= now)) return false
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

/**
 * The API key that is presented from a host. A right one costs one look at the store; a wrong one is counted against the host, and fails with
 * {@link Unauthorized} or, where too many were wrong, with `Throttled`. A right key is let in from a host that is held up: with 256 bits, or a signature, it is
 * not one that was guessed.
 */
export const authenticateKey = Effect.fnUntraced(function* (credential: KeyCredential, host: string | undefined) {
  const now = yield* Clock.currentTimeMillis
  const key = yield* presented(credential)
  if (key === undefined || !(yield* isGood(key, host, now))) {
    yield* throttled({ host }, nothing)
    return yield* new Unauthorized()
  }
  if (key.lastUsed === undefined || now - key.lastUsed > LAST_USE_RESOLUTION) {
    yield* ApiKeys.use((keys) => keys.touch(key.id, now))
  }
  return { key, principal: keyPrincipal(key.id, key.access) }
})
