import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Looks up the addresses of a host name, for API keys that are bound to a name. By default there is none, and no name has an address. */
export const HostResolver = Context.Reference<{
  /** IPv4 and IPv6 addresses; none where the name has none or cannot be looked up now. */
  readonly addressesOf: (name: string) => Effect.Effect<ReadonlyArray<string>>
}>("@sipwright/core/HostResolver", { defaultValue: () => ({ addressesOf: () => Effect.succeed([]) }) })
