import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

const MOST_ENTRIES = 1000

/** Answers by name that stay good for a time. Only answers are kept, no failures. */
export interface Remembered<A> {
  readonly get: <E, R>(name: string, ask: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  readonly forget: (name: string) => void
}

/** For `lifetime` milliseconds; with 0 nothing is kept. The oldest give way to new ones. */
export const makeRemembered = <A>(lifetime: number): Remembered<A> => {
  const kept = new Map<string, { readonly answer: A; readonly until: number }>()
  const keep = (name: string, answer: A, now: number) => {
    kept.delete(name)
    const oldest = kept.keys().next()
    if (kept.size >= MOST_ENTRIES && oldest.done !== true) kept.delete(oldest.value)
    kept.set(name, { answer, until: now + lifetime })
  }
  return {
    get: (name, ask) =>
      lifetime === 0
        ? ask
        : Effect.gen(function* () {
            const known = kept.get(name)
            if (known !== undefined && known.until > (yield* Clock.currentTimeMillis)) return known.answer
            const answer = yield* ask
            keep(name, answer, yield* Clock.currentTimeMillis)
            return answer
          }),
    forget: (name) => {
      kept.delete(name)
    },
  }
}
