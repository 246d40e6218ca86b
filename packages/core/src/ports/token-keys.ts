import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { StoreUnavailable } from "./store-error.ts"

/** Keys to sign tokens with, the same in every process over the same store. */
export class TokenKeys extends Context.Service<
  TokenKeys,
  {
    /**
     * Keys of 32 bytes for one use, such as `jwt`; different uses get different keys (HKDF, RFC 5869). The first is to sign with, all are to be
     * taken.
     */
    readonly keysFor: (
      use: string,
    ) => Effect.Effect<readonly [Uint8Array<ArrayBuffer>, ...ReadonlyArray<Uint8Array<ArrayBuffer>>], StoreUnavailable>
  }
>()("@sipwright/core/TokenKeys") {}
