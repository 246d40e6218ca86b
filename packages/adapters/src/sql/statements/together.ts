import { alongside, isPatient, unattended } from "../waiting.ts"

/** What one caller asks for, and how he is told. */
export interface Asked<Question, Answer> {
  readonly question: Question
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Gathers what callers ask for before the event loop turns, because a trip to a database costs more than what is done there: so many callers at once cost
 * hardly more than one. `answer` is given at most `most` of them and has to tell each; if it rejects, all are told of that.
 *
 * What is done for all goes on after one of them has stopped waiting, who is told that nothing was changed. So where something is changed, who has waited already is
 * answered by `alone`.
 */
export const together = <Question, Answer>(
  most: number,
  answer: (asked: ReadonlyArray<Asked<Question, Answer>>) => Promise<void>,
  alone?: (question: Question) => Promise<Answer>,
): ((question: Question) => Promise<Answer>) => {
  let waiting: Array<Asked<Question, Answer>> = []

  const answerSome = async (asked: ReadonlyArray<Asked<Question, Answer>>): Promise<void> => {
    try {
      await answer(asked)
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }

  const answerAll = (): void => {
    const all = waiting
    waiting = []
    for (let at = 0; at < all.length; at += most) void answerSome(all.slice(at, at + most))
  }

  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      // What is done for all is not subject to how long the first of them has waited.
      if (waiting.length === 1) unattended(() => setImmediate(answerAll))
    })

  return (question) => (alone === undefined || isPatient() ? alongside(() => ask(question)) : alone(question))
}
