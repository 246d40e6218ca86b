import { type Guard, GuardFailed } from "@sipwright/core"
import { SqlError } from "../sql-error.ts"

export const fail = (guard: Guard, subject: string): never => {
  throw new GuardFailed({ guard, subject })
}

/** Runs an insert whose unique key stands for a guard. */
export const unique = async <A>(guard: Guard, subject: string, run: () => Promise<A>): Promise<A> => {
  try {
    return await run()
  } catch (error) {
    if (error instanceof SqlError && error.failure === "unique-violation") return fail(guard, subject)
    throw error
  }
}
