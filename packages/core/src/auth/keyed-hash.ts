import * as Effect from "effect/Effect"
import { type DigestHash, DigestHasher } from "../ports/digest-hasher.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import { TokenKeys } from "../ports/token-keys.ts"
import { constantTimeEqual } from "./compare.ts"

type Keys = ReadonlyArray<Uint8Array<ArrayBuffer>>

// JSON, so that no two lists read the same.
const hashOf = (hasher: DigestHash, key: Uint8Array<ArrayBuffer>, parts: ReadonlyArray<string>): string =>
  hasher.hmac(key, JSON.stringify(parts))

/** The first characters of an HMAC-SHA-256 in hexadecimal, with the key that this use signs with. */
export const keyedHash = (
  use: string,
  parts: ReadonlyArray<string>,
  length: number,
): Effect.Effect<string, StoreUnavailable, TokenKeys> =>
  Effect.flatMap(
    TokenKeys.use((keys) => keys.keysFor(use)),
    ([key]) => Effect.map(DigestHasher, (hasher) => hashOf(hasher, key, parts).slice(0, length)),
  )

/** Whether {@link keyedHash} made it of these parts, with any of these keys; in constant time. */
export const isKeyedHashBy = (hasher: DigestHash, keys: Keys, parts: ReadonlyArray<string>, given: string): boolean => {
  let right = false
  for (const key of keys) {
    if (constantTimeEqual(hashOf(hasher, key, parts).slice(0, given.length), given)) right = true
  }
  return right
}

/** Whether {@link keyedHash} made it of these parts, with any key that is known; in constant time. */
export const isKeyedHash = (
  use: string,
  parts: ReadonlyArray<string>,
  given: string,
): Effect.Effect<boolean, StoreUnavailable, TokenKeys> =>
  Effect.flatMap(
    TokenKeys.use((keys) => keys.keysFor(use)),
    (keys) => Effect.map(DigestHasher, (hasher) => isKeyedHashBy(hasher, keys, parts, given)),
  )
