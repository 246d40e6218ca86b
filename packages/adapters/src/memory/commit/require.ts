import { type Guard, GuardFailed } from "@sipwright/core"

/** Ends the transaction where a guard does not hold. */
export const require = (condition: boolean, guard: Guard, subject: string): void => {
  if (!condition) throw new GuardFailed({ guard, subject })
}
