import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Endpoint } from "./endpoint.ts"
import type { KamailioRpcFailure } from "./failure.ts"

/** At least one Kamailio failed; the others were told. */
export type Failures = readonly [KamailioRpcFailure, ...ReadonlyArray<KamailioRpcFailure>]

/** Does the same at every Kamailio at once, and fails only when all have answered or not. */
export const atEach = <A>(
  endpoints: ReadonlyArray<Endpoint>,
  one: (endpoint: Endpoint) => Effect.Effect<A, KamailioRpcFailure>,
): Effect.Effect<ReadonlyArray<A>, Failures> =>
  Effect.forEach(endpoints, (endpoint) => Effect.result(one(endpoint)), { concurrency: "unbounded" }).pipe(
    Effect.flatMap((results) => {
      const [first, ...more] = results.filter(Result.isFailure).map(({ failure }) => failure)
      return first === undefined
        ? Effect.succeed(results.filter(Result.isSuccess).map(({ success }) => success))
        : Effect.fail([first, ...more] as const)
    }),
  )

/** As the cause of one error. */
export const causeOf = (failures: Failures): Error =>
  failures.length === 1 ? failures[0] : new AggregateError(failures, failures.map(({ message }) => message).join(" "))
