import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { DigestHash } from "../../ports/digest-hasher.ts"
import { SecureRandom } from "../../ports/secure-random.ts"
import { TokenKeys } from "../../ports/token-keys.ts"
import { isKeyedHashBy, keyedHash } from "../keyed-hash.ts"
import { randomText } from "../tokens.ts"

/** A nonce, and what goes with it. Neither has a row: that they are ours is proved by a keyed hash in the nonce. */
export interface Nonce {
  readonly nonce: string
  readonly opaque: string
}

const USE = "nonce"
// 9 digits of base 36 hold milliseconds until the year 5188; 40 hexadecimal digits are 160 bits.
const NONCE = /^([0-9a-z]{9})([A-Za-z0-9]{16})([0-9a-f]{40})$/

/**
 * A nonce for an account in a realm: the time, 95 random bits, and a keyed hash over them, the opaque and whom they are for. The time is needed to tell too old
 * from forged without a row.
 */
export const makeNonce = Effect.fnUntraced(function* (account: string, realm: string) {
  const random = yield* SecureRandom
  const time = (yield* Clock.currentTimeMillis).toString(36).padStart(9, "0")
  const salt = Redacted.value(randomText(random, 16))
  const opaque = Redacted.value(randomText(random, 32))
  const proof = yield* keyedHash(USE, [time, salt, opaque, account, realm], 40)
  const made: Nonce = { nonce: `${time}${salt}${proof}`, opaque }
  return made
})

/** The keys that nonces are proved by. */
export const nonceKeys = TokenKeys.use((keys) => keys.keysFor(USE))

/** What became of a nonce: `good` until its end (Unix time in milliseconds), `stale`, which is too old, or `foreign`, which was never made for that account, realm and opaque. */
export type NonceState = { readonly state: "good"; readonly expires: number } | { readonly state: "stale" | "foreign" }

/** What is known where a nonce is looked at. */
export interface NonceFacts {
  readonly hasher: DigestHash
  readonly keys: Effect.Success<typeof nonceKeys>
  readonly nonceTtl: number
  readonly now: number
}

/** Whether a nonce is one that was made for the account in the realm, with that opaque. */
export const stateOfNonce = (
  { nonce, opaque }: Nonce,
  account: string,
  realm: string,
  { hasher, keys, nonceTtl, now }: NonceFacts,
): NonceState => {
  const [, time, salt, proof] = NONCE.exec(nonce) ?? []
  if (time === undefined || salt === undefined || proof === undefined) return { state: "foreign" }
  if (!isKeyedHashBy(hasher, keys, [time, salt, opaque, account, realm], proof)) return { state: "foreign" }
  const expires = Number.parseInt(time, 36) + nonceTtl
  return expires > now ? { state: "good", expires } : { state: "stale" }
}
