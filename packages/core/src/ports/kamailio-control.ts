import type { Effect } from "effect"
import * as Context from "effect/Context"
import * as Data from "effect/Data"

/** A running Kamailio did not do what it was told: out of reach, or it refused. What was changed in its tables stays changed. */
export class KamailioUnreachable extends Data.TaggedError("KamailioUnreachable")<{
  /** Kamailio's name of the command, such as `ul.rm`. */
  readonly command: string
  readonly cause?: unknown
}> {
  override get message() {
    return `Kamailio did not answer ${this.command}.`
  }
}

/** What can be told to a running Kamailio, which keeps contacts and domains in memory beside its tables. */
export interface KamailioCommands {
  /** Ends all registrations of an account, as spelled in `subscriber`; nothing happens where it has none (`ul.rm`). */
  readonly endRegistrations: (account: {
    readonly username: string
    readonly domain: string
  }) => Effect.Effect<void, KamailioUnreachable>
  /** Ends one registration, named by its contact URI; nothing happens where there is no such contact (`ul.rm_contact`). */
  readonly endRegistration: (
    account: { readonly username: string; readonly domain: string },
    contact: string,
  ) => Effect.Effect<void, KamailioUnreachable>
  /** Makes Kamailio read its table `domain` again (`domain.reload`). */
  readonly reloadDomains: () => Effect.Effect<void, KamailioUnreachable>
}

/** The way to the running Kamailio; undefined, the default, where there is none: then contacts stay until they expire. */
export const KamailioControl = Context.Reference<KamailioCommands | undefined>("@sipwright/core/KamailioControl", {
  defaultValue: () => undefined,
})
