import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { Throttled } from "../model/errors.ts"

/** How many checks of one name, or from one host, are under way at once in this process; the others wait for their result. */
const AT_ONCE = 4
/** How many may wait. */
const WAITING = 256

interface Entrance {
  readonly semaphore: Semaphore.Semaphore
  inside: number
}

const makeAttemptGate = () => {
  const entrances = new Map<string, Entrance>()

  const through = <A, E, R>(
    key: string,
    work: (waited: boolean) => Effect.Effect<A, E, R>,
  ): Effect.Effect<A, E | Throttled, R> =>
    Effect.suspend((): Effect.Effect<A, E | Throttled, R> => {
      const entrance = entrances.get(key) ?? { semaphore: Semaphore.makeUnsafe(AT_ONCE), inside: 0 }
      if (entrance.inside >= AT_ONCE + WAITING) return Effect.fail(new Throttled({ retryAfter: 1 }))
      entrances.set(key, entrance)
      const waits = entrance.inside >= AT_ONCE
      entrance.inside++
      const leave = Effect.sync(() => {
        entrance.inside--
        if (entrance.inside === 0) entrances.delete(key)
      })
      return Effect.ensuring(entrance.semaphore.withPermits(1)(Effect.suspend(() => work(waits))), leave)
    })

  return <A, E, R>(
    keys: ReadonlyArray<string>,
    work: (waited: boolean) => Effect.Effect<A, E, R>,
  ): Effect.Effect<A, E | Throttled, R> =>
    keys.reduceRight<(waited: boolean) => Effect.Effect<A, E | Throttled, R>>(
      (inner, key) => (waited) => through(key, (waitedHere) => inner(waited || waitedHere)),
      work,
    )(false)
}

/**
 * Lets credential checks of one name or host through a few at a time, so that a flood of guesses is decided by the failures of its first few
 * and not all at once. In memory on purpose: the counts that matter are in the store.
 */
export const AttemptGate = Context.Reference("@sipwright/core/AttemptGate", { defaultValue: makeAttemptGate })
