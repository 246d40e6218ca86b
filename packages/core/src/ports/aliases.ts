import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Alias } from "../model/alias.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { Page, PageRequest } from "../values/page.ts"
import type { AddressRef } from "../values/sip-address.ts"
import type { StoreUnavailable } from "./store-error.ts"

export interface AliasQuery extends PageRequest {
  readonly alias: AddressRef | undefined
  readonly destination: AddressRef | undefined
  /** Only aliases whose user part is an E.164 number. */
  readonly numbersOnly: boolean
  /** Aliases of this domain only. */
  readonly domain: DomainName | undefined
}

/** Reads aliases; what Kamailio's `dbaliases` says is what there is. They are written through {@link Provisioning}. */
export class Aliases extends Context.Service<
  Aliases,
  {
    /**
     * The alias of an address, compared without case; the exact spelling wins. One of several rows where somebody made
     * the alias more than once.
     */
    readonly find: (ref: AddressRef) => Effect.Effect<Alias | undefined, StoreUnavailable>
    /** By alias, then destination; the cursor is opaque. */
    readonly list: (query: AliasQuery) => Effect.Effect<Page<Alias>, StoreUnavailable>
  }
>()("@sipwright/core/Aliases") {}
