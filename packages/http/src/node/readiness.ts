import { Accounts, type AddressRef, parseAddressRef, type Sipwright } from "@sipwright/core"
import * as Effect from "effect/Effect"

const PATIENCE = 2000

// RFC 2606: nobody has this name. Looking for it asks our tables and Kamailio's.
const NOBODY = parseAddressRef("readiness@probe.invalid") as AddressRef

/** Whether both databases answer in time. However many ask at once, one question is under way. */
export const readinessOf = (sipwright: Pick<Sipwright, "run">): (() => Promise<boolean>) => {
  let asking: Promise<boolean> | undefined
  const ask = () =>
    sipwright.run(
      Accounts.use((accounts) => accounts.find(NOBODY)).pipe(
        Effect.timeout(PATIENCE),
        Effect.as(true),
        Effect.catchCause(() => Effect.succeed(false)),
      ),
    )
  return () => {
    asking ??= ask()
      .catch(() => false)
      .finally(() => {
        asking = undefined
      })
    return asking
  }
}
