import * as Effect from "effect/Effect"
import { type KamailioCommands, KamailioControl, type KamailioUnreachable } from "../ports/kamailio-control.ts"

/**
 * Tells the running Kamailio of a change that is made already, and answers whether it took notice. The change stands in any case: what could not be told shows when
 * contacts expire, or Kamailio reads its tables again.
 */
const tell = (command: (kamailio: KamailioCommands) => Effect.Effect<void, KamailioUnreachable>) =>
  Effect.gen(function* () {
    const kamailio = yield* KamailioControl
    if (kamailio === undefined) return false
    return yield* command(kamailio).pipe(
      Effect.as(true),
      Effect.catchTag("KamailioUnreachable", (error) =>
        Effect.as(
          Effect.logWarning("Kamailio was not told of a change").pipe(Effect.annotateLogs({ command: error.command })),
          false,
        ),
      ),
    )
  })

/** Ends the registrations of an account that must not go on with its old credentials. */
export const endRegistrations = (account: { readonly username: string; readonly domain: string }) =>
  tell((kamailio) => kamailio.endRegistrations(account))

/** Lets Kamailio see the domains as they are now. */
export const reloadDomains = tell((kamailio) => kamailio.reloadDomains())
