import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { StoreUnavailable } from "./store-error.ts"

/** When operators logged in last. */
export class Visits extends Context.Service<
  Visits,
  {
    /** Unix time in milliseconds; undefined where the operator never did. */
    readonly find: (operator: string) => Effect.Effect<number | undefined, StoreUnavailable>
    /** Records a login in place of the one before. */
    readonly record: (operator: string, time: number) => Effect.Effect<void, StoreUnavailable>
  }
>()("@sipwright/core/Visits") {}
