import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { E164Number } from "../values/e164-number.ts"
import type { Glob } from "../values/glob.ts"
import type { Page, PageRequest } from "../values/page.ts"
import type { StoreUnavailable } from "./store-error.ts"

export interface NumberQuery extends PageRequest {
  /** Against the whole number; wrap it in stars to find it anywhere. */
  readonly search: Glob | undefined
}

/** Reads the numbers that are free to hand out. Written through {@link Provisioning}. */
export class NumberPool extends Context.Service<
  NumberPool,
  {
    readonly has: (number: E164Number) => Effect.Effect<boolean, StoreUnavailable>
    /** Ascending as text; the cursor is a number. */
    readonly list: (query: NumberQuery) => Effect.Effect<Page<E164Number>, StoreUnavailable>
    /** The first number and the last, as {@link list} has them; undefined where there is none. */
    readonly ends: () => Effect.Effect<readonly [first: E164Number, last: E164Number] | undefined, StoreUnavailable>
    /** At most `limit` numbers in random order, each at most once. */
    readonly sample: (query: {
      readonly search: Glob | undefined
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<E164Number>, StoreUnavailable>
  }
>()("@sipwright/core/NumberPool") {}
