import type { Effect } from "effect"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type { Registration } from "../model/registration.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Contacts cannot be seen in this installation: Kamailio keeps them where we cannot look. */
export class RegistrationsUnavailable extends Data.TaggedError("RegistrationsUnavailable")<{
  readonly cause?: unknown
}> {
  override get message() {
    return "Registrations cannot be seen here: Kamailio's contacts are not in a place that this server can read."
  }
}

/** Reads the contacts of an account. */
export class Registrations extends Context.Service<
  Registrations,
  {
    /**
     * The contacts that have not expired, latest expiry first. Compared without case: Kamailio's registrar stores the
     * lower-cased address.
     */
    readonly list: (account: {
      readonly username: string
      readonly domain: string
    }) => Effect.Effect<ReadonlyArray<Registration>, RegistrationsUnavailable | StoreUnavailable>
  }
>()("@sipwright/core/Registrations") {}
