import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { ApiKey } from "../model/api-key.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Reads API keys. Made and removed through {@link Provisioning}. */
export class ApiKeys extends Context.Service<
  ApiKeys,
  {
    readonly find: (id: string) => Effect.Effect<ApiKey | undefined, StoreUnavailable>
    /** By the SHA-256 of the secret, hexadecimal. */
    readonly findBySecret: (hash: string) => Effect.Effect<ApiKey | undefined, StoreUnavailable>
    /** All, oldest first. */
    readonly list: () => Effect.Effect<ReadonlyArray<ApiKey>, StoreUnavailable>
    /** Records a use, unless a later one is recorded; nothing happens where there is no such key. */
    readonly touch: (id: string, lastUsed: number) => Effect.Effect<void, StoreUnavailable>
  }
>()("@sipwright/core/ApiKeys") {}
