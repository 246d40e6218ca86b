import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { SipAddress } from "../values/sip-address.ts"
import type { StoreUnavailable } from "./store-error.ts"

/**
 * Numbers that stand for accounts in protocols that name them so. An account gets its number when it is first asked for, and keeps it; the number of
 * one that was removed is never given again.
 */
export class AccountNumbers extends Context.Service<
  AccountNumbers,
  {
    /** The number of each of these accounts that is there, made where there is none: one that is removed at the same time has none, or takes it along. */
    readonly numbersOf: (
      addresses: ReadonlyArray<SipAddress>,
    ) => Effect.Effect<ReadonlyMap<SipAddress, number>, StoreUnavailable>
    readonly addressOf: (number: number) => Effect.Effect<SipAddress | undefined, StoreUnavailable>
  }
>()("@sipwright/core/AccountNumbers") {}
