import { StoreUnavailable } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { SqlError } from "./sql-error.ts"

/** The database layer's error as the port's. */
export const storeUnavailable = (error: unknown): StoreUnavailable => {
  const failure = error instanceof SqlError ? error.failure : "unknown"
  const outcome = error instanceof SqlError ? error.outcome : "unchanged"
  return new StoreUnavailable({ failure, outcome, cause: error })
}

/** A call of the database layer as an effect of a port. */
export const query = <A>(run: () => Promise<A>): Effect.Effect<A, StoreUnavailable> =>
  Effect.tryPromise({ try: run, catch: storeUnavailable })
