import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { SipAddress } from "../values/sip-address.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Tokens that a device shows and its owner attaches to an account, for the device to come in by. One has no row before it is attached. */
export class AttachedTokens extends Context.Service<
  AttachedTokens,
  {
    /**
     * Whether it was attached: of concurrent callers with the same hash exactly one gets true, and nobody after it. Nobody gets true whose account is not
     * there; one that is removed loses its tokens. Tokens whose `expires` (Unix time in
     * milliseconds) has passed at `now` are dropped at the same time, some at a time.
     */
    readonly attach: (
      token: { readonly hash: string; readonly account: SipAddress; readonly expires: number },
      now: number,
    ) => Effect.Effect<boolean, StoreUnavailable>
    /** The account of a token that is attached and was not taken before; of concurrent callers exactly one gets it. */
    readonly take: (hash: string, now: number) => Effect.Effect<SipAddress | undefined, StoreUnavailable>
  }
>()("@sipwright/core/AttachedTokens") {}
