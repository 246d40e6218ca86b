import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { SecureRandom } from "../../ports/secure-random.ts"
import { isKeyedHash, keyedHash } from "../keyed-hash.ts"
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

/** Whether a nonce is one that was made for the account in the realm, with that opaque: `good`, with its end (Unix time in milliseconds), `stale`, which is too old, or `foreign`. */
export const checkNonce = Effect.fnUntraced(function* ({ nonce, opaque }: Nonce, account: string, realm: string) {
  const [, time, salt, proof] = NONCE.exec(nonce) ?? []
  if (time === undefined || salt === undefined || proof === undefined) return { state: "foreign" } as const
  if (!(yield* isKeyedHash(USE, [time, salt, opaque, account, realm], proof))) return { state: "foreign" } as const
  const { nonceTtl } = yield* DeploymentSettings
  const expires = Number.parseInt(time, 36) + nonceTtl
  return expires > (yield* Clock.currentTimeMillis)
    ? ({ state: "good", expires } as const)
    : ({ state: "stale" } as const)
})
