import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * What is run under one of these is the call of one caller, who waits for its answer: a store may limit the time that it takes of all of it together.
 * Undefined by default: each query by itself.
 */
export const OneCall = Context.Reference<object | undefined>("@sipwright/core/OneCall", {
  defaultValue: () => undefined,
})

/** All queries of the effect as those of one call. */
export const asOneCall = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(OneCall, (around) =>
    around === undefined ? Effect.suspend(() => Effect.provideService(effect, OneCall, {})) : effect,
  )

/** For work of which it is known that there is much: as long as each query of it is answered in time, it goes on. */
export const takingItsTime = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, OneCall, undefined)
