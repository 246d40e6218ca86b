import type { MacAddress } from "../values/mac-address.ts"
import type { SipAddress } from "../values/sip-address.ts"

/** One of the accounts that a phone carries. A phone has several accounts, and an account several phones. */
export interface PhoneAssociation {
  readonly mac: MacAddress
  readonly address: SipAddress
}
