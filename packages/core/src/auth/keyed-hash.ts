import * as Effect from "effect/Effect"
import type { StoreUnavailable } from "../ports/store-error.ts"
import { TokenKeys } from "../ports/token-keys.ts"
import { constantTimeEqual } from "./compare.ts"

const text = new TextEncoder()

const hmac = async (key: Uint8Array<ArrayBuffer>, parts: ReadonlyArray<string>): Promise<Uint8Array> => {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  // JSON, so that no two lists read the same.
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, text.encode(JSON.stringify(parts))))
}

const print = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** The first characters of an HMAC-SHA-256 in hexadecimal, with the key that this use signs with. */
export const keyedHash = (
  use: string,
  parts: ReadonlyArray<string>,
  length: number,
): Effect.Effect<string, StoreUnavailable, TokenKeys> =>
  Effect.gen(function* () {
    const [key] = yield* TokenKeys.use((keys) => keys.keysFor(use))
    return print(yield* Effect.promise(() => hmac(key, parts))).slice(0, length)
  })

/** Whether {@link keyedHash} made it of these parts, with any key that is known; in constant time. */
export const isKeyedHash = (
  use: string,
  parts: ReadonlyArray<string>,
  given: string,
): Effect.Effect<boolean, StoreUnavailable, TokenKeys> =>
  Effect.gen(function* () {
    let right = false
    for (const key of yield* TokenKeys.use((keys) => keys.keysFor(use))) {
      const expected = print(yield* Effect.promise(() => hmac(key, parts)))
      if (constantTimeEqual(expected.slice(0, given.length), given)) right = true
    }
    return right
  })
