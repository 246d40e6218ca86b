import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { DomainToken } from "../model/domain-token.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Reads tokens of domains. Written through {@link Provisioning}. */
export class DomainTokens extends Context.Service<
  DomainTokens,
  {
    readonly find: (id: string) => Effect.Effect<DomainToken | undefined, StoreUnavailable>
    /** Those of one domain, oldest first. */
    readonly list: (domain: DomainName) => Effect.Effect<ReadonlyArray<DomainToken>, StoreUnavailable>
  }
>()("@sipwright/core/DomainTokens") {}
