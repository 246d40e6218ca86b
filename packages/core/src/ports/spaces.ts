import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Space } from "../model/space.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Reads spaces. Written through {@link Provisioning}. */
export class Spaces extends Context.Service<
  Spaces,
  {
    readonly find: (domain: DomainName) => Effect.Effect<Space | undefined, StoreUnavailable>
    /** The space of an HTTP host; `unknown` where there are only others, `none` where there is no space at all. In one round trip. */
    readonly ofHost: (host: string) => Effect.Effect<Space | "unknown" | "none", StoreUnavailable>
    /** By domain. */
    readonly list: () => Effect.Effect<ReadonlyArray<Space>, StoreUnavailable>
  }
>()("@sipwright/core/Spaces") {}
