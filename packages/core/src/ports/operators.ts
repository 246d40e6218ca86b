import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Authorization, OperatorRow } from "../model/operator.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Reads the rows of our own operator directory. Written through {@link Provisioning}. */
export class Operators extends Context.Service<
  Operators,
  {
    readonly find: (name: string) => Effect.Effect<OperatorRow | undefined, StoreUnavailable>
    /** By name. */
    readonly list: () => Effect.Effect<ReadonlyArray<OperatorRow>, StoreUnavailable>
  }
>()("@sipwright/core/Operators") {}

/** Reads the levels that operators were given, of whatever directory. Written through {@link Provisioning}. */
export class Authorizations extends Context.Service<
  Authorizations,
  {
    readonly find: (name: string) => Effect.Effect<Authorization | undefined, StoreUnavailable>
    /** By name. */
    readonly list: () => Effect.Effect<ReadonlyArray<Authorization>, StoreUnavailable>
  }
>()("@sipwright/core/Authorizations") {}
