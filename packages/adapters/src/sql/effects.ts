import { OneCall, StoreUnavailable } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { SqlError } from "./sql-error.ts"
import { waitingIn } from "./waiting.ts"

/** The database layer's error as the port's. */
export const storeUnavailable = (error: unknown): StoreUnavailable => {
  const failure = error instanceof SqlError ? error.failure : "unknown"
  const outcome = error instanceof SqlError ? error.outcome : "unchanged"
  return new StoreUnavailable({ failure, outcome, cause: error })
}

/** Work of the database layer as an effect, which takes no longer than the call that it belongs to may. */
export const asking = <A, E>(run: () => Promise<A>, failure: (error: unknown) => E): Effect.Effect<A, E> =>
  Effect.flatMap(OneCall, (call) =>
    Effect.tryPromise({ try: call === undefined ? run : () => waitingIn(call, run), catch: failure }),
  )

/** A call of the database layer as an effect of a port. */
export const query = <A>(run: () => Promise<A>): Effect.Effect<A, StoreUnavailable> => asking(run, storeUnavailable)
