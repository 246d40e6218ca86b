import * as Effect from "effect/Effect"
import type { Guard } from "../model/change.ts"
import type { GuardFailed } from "../ports/provisioning.ts"

type Answers = { readonly [G in Guard]?: (subject: string) => unknown }
type AnswerOf<A extends Answers> = { [G in keyof A]: A[G] extends (subject: string) => infer E ? E : never }[keyof A]

/**
 * Turns the guards that a change set can fail into the errors of the operation. A guard that is not named cannot fail in
 * this operation, so its failure is a defect.
 */
export const onGuard =
  <A extends Answers>(answers: A) =>
  <T, E, R>(effect: Effect.Effect<T, E | GuardFailed, R>): Effect.Effect<T, Exclude<E, GuardFailed> | AnswerOf<A>, R> =>
    Effect.catch(effect, (error): Effect.Effect<never, Exclude<E, GuardFailed> | AnswerOf<A>> => {
      if (!isGuardFailed(error)) return Effect.fail(error as Exclude<E, GuardFailed>)
      const answer = answers[error.guard]
      return answer === undefined ? Effect.die(error) : Effect.fail(answer(error.subject) as AnswerOf<A>)
    })

const isGuardFailed = (error: unknown): error is GuardFailed =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "GuardFailed"
