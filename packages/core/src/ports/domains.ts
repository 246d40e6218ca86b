import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { DomainServers } from "../model/domain-servers.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Reads the domains that Kamailio serves, and the servers we keep for them. Written through {@link Provisioning}. */
export class Domains extends Context.Service<
  Domains,
  {
    /** Whether Kamailio serves the domain; compared without case. */
    readonly isLocal: (domain: DomainName) => Effect.Effect<boolean, StoreUnavailable>
    /** Ascending, spelled as in the store. */
    readonly list: () => Effect.Effect<ReadonlyArray<string>, StoreUnavailable>
    readonly servers: (domain: DomainName) => Effect.Effect<DomainServers | undefined, StoreUnavailable>
    /** Whether Kamailio serves the domain, and its servers, in one round trip where one is enough. */
    readonly lookUp: (
      domain: DomainName,
    ) => Effect.Effect<{ readonly isLocal: boolean; readonly servers: DomainServers | undefined }, StoreUnavailable>
  }
>()("@sipwright/core/Domains") {}
