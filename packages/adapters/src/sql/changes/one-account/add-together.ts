import { SqlError } from "../../sql-error.ts"
import { together } from "../../statements/together.ts"
import type { Newcomer } from "./new-rows.ts"

/** The most callers of one statement. */
const MOST = 16

/** Makes all of them where nothing is in the way of any; answers false where something is, and has made none then. */
export type AddAll = (newcomers: ReadonlyArray<Newcomer>) => Promise<boolean>

type Told = "made" | "not made" | "try alone"

/**
 * Whether nothing was changed, and somebody else's account may be the reason. After a lock that was waited for nobody has the patience left to wait for one again: a
 * statement that is given up on this side may be made after its caller was told.
 */
const mayBeOfOthers = (error: unknown): boolean =>
  error instanceof SqlError &&
  error.failure !== "connection" &&
  error.failure !== "timeout" &&
  error.outcome === "unchanged"

/**
 * Makes accounts that are asked for {@link together} by one statement. What is in the way of one must not be in the way of others: where they could not be made
 * together, each is tried again by itself.
 */
export const addTogether = (addAll: AddAll): ((newcomer: Newcomer) => Promise<boolean>) => {
  const alone = async (newcomer: Newcomer): Promise<Told> => ((await addAll([newcomer])) ? "made" : "not made")
  const ask = together<Newcomer, Told>(
    MOST,
    async (asked) => {
      const isAlone = asked.length === 1
      const made = await addAll(asked.map(({ question }) => question)).catch((error: unknown) => {
        if (isAlone || !mayBeOfOthers(error)) throw error
        return false
      })
      for (const { resolve } of asked) resolve(made ? "made" : isAlone ? "not made" : "try alone")
    },
    alone,
  )
  return async (newcomer) => {
    const told = await ask(newcomer)
    return (told === "try alone" ? await alone(newcomer) : told) === "made"
  }
}
