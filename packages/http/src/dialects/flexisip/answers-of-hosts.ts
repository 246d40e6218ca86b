import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Answer } from "./answer.ts"

/** In milliseconds. */
const LIFETIME = 1000

/** While no space is set up, any host is answered, and hosts are whatever clients write. */
const MOST = 100

interface Given {
  readonly answer: Answer
  readonly clock: Clock.Clock
  readonly asked: number
}

/** What hosts were answered less than a second ago. For answers that let nobody in and tell nothing of anybody. */
export interface AnswersOfHosts {
  readonly find: (host: string) => Answer | undefined
  /** Keeps what the effect answers; a refusal is not kept. */
  readonly keeping: <E, R>(host: string, answering: Effect.Effect<Answer, E, R>) => Effect.Effect<Answer, E, R>
}

export const makeAnswersOfHosts = (): AnswersOfHosts => {
  const given = new Map<string, Given>()
  return {
    find: (host) => {
      const known = given.get(host)
      if (known === undefined) return undefined
      const age = known.clock.currentTimeMillisUnsafe() - known.asked
      // Below zero where the clock was set back: that says nothing of the age.
      return age >= 0 && age < LIFETIME ? known.answer : undefined
    },
    keeping: (host, answering) =>
      Effect.flatMap(Clock.Clock, (clock) => {
        const asked = clock.currentTimeMillisUnsafe()
        return Effect.map(answering, (answer) => {
          if (given.size >= MOST) given.clear()
          given.set(host, { answer, clock, asked })
          return answer
        })
      }),
  }
}
