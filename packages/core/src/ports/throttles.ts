import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Throttle } from "../model/throttle.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Counts of failed credential checks. Every call is one atomic statement, so any number of processes count together. */
export class Throttles extends Context.Service<
  Throttles,
  {
    /** The counts that are there for these keys, in any order; expired ones may be among them. */
    readonly find: (keys: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Throttle>, StoreUnavailable>
    /**
     * Counts one more at `at`, or begins at one where there is none or it has expired by then; none of many concurrent calls is lost.
     * At the same time drops counts that have expired, some at a time, so that the table does not grow.
     */
    readonly count: (event: Omit<Throttle, "count">) => Effect.Effect<void, StoreUnavailable>
    /** Forgets a count; nothing happens where there is none. */
    readonly clear: (key: string) => Effect.Effect<void, StoreUnavailable>
  }
>()("@sipwright/core/Throttles") {}
