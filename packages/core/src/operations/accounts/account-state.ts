import type { AccountState, LocalAccount } from "../../model/account.ts"
import type { SetAccountState } from "../../model/change.ts"

/** The state that an account has after a change of what makes it. */
export const stateWith = (
  account: Pick<LocalAccount, "state" | "activated">,
  set: Pick<SetAccountState, "activated" | "blocked">,
): AccountState => {
  if (set.blocked ?? account.state === "blocked") return "blocked"
  return (set.activated ?? account.activated) ? "active" : "deactivated"
}
