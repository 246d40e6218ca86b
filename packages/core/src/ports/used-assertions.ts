import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { StoreUnavailable } from "./store-error.ts"

/** Remembers assertions for as long as they could be used again (RFC 7523 section 3, `jti`). */
export class UsedAssertions extends Context.Service<
  UsedAssertions,
  {
    /**
     * Whether this is its first use: of concurrent callers with the same hash exactly one gets true. Uses whose `expires` (Unix time in
     * milliseconds) has passed at `now` are dropped at the same time, some at a time.
     */
    readonly use: (
      assertion: { readonly hash: string; readonly expires: number },
      now: number,
    ) => Effect.Effect<boolean, StoreUnavailable>
  }
>()("@sipwright/core/UsedAssertions") {}
