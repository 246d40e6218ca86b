import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Glob } from "../values/glob.ts"
import type { MacAddress } from "../values/mac-address.ts"
import type { Page, PageRequest } from "../values/page.ts"
import type { SipAddress } from "../values/sip-address.ts"
import type { StoreUnavailable } from "./store-error.ts"

export interface PhoneQuery extends PageRequest {
  /** Against the twelve hexadecimal digits. */
  readonly search: Glob | undefined
}

/** Reads which phone carries which accounts. Written through {@link Provisioning}. */
export class Phones extends Context.Service<
  Phones,
  {
    /** The accounts of a phone, by address. */
    readonly accountsOf: (mac: MacAddress) => Effect.Effect<ReadonlyArray<SipAddress>, StoreUnavailable>
    /** The phones of an account, by MAC address. */
    readonly phonesOf: (address: SipAddress) => Effect.Effect<ReadonlyArray<MacAddress>, StoreUnavailable>
    /** Every MAC address once, ascending; the cursor is a MAC address. */
    readonly list: (query: PhoneQuery) => Effect.Effect<Page<MacAddress>, StoreUnavailable>
  }
>()("@sipwright/core/Phones") {}
