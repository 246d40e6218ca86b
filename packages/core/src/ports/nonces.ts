import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { StoreUnavailable } from "./store-error.ts"

/** How often each nonce was used (RFC 7616 section 3.4, `nc`). A nonce has no row before its first use. */
export class Nonces extends Context.Service<
  Nonces,
  {
    /**
     * Whether the count is above every one that this nonce was used with; if so, it is recorded. Of concurrent callers with the same count exactly one gets true. Nonces
     * whose `expires` (Unix time in milliseconds) has passed at `now` are dropped at the same time, some at a time.
     */
    readonly use: (
      use: { readonly hash: string; readonly count: number; readonly expires: number },
      now: number,
    ) => Effect.Effect<boolean, StoreUnavailable>
  }
>()("@sipwright/core/Nonces") {}
