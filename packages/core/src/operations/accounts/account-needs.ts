import * as Schema from "effect/Schema"
import { AccountNotFound, AddressTaken, PhoneNumberTaken } from "../../model/errors.ts"
import { AddressRef, type SipAddress } from "../../values/sip-address.ts"
import type { Target } from "../operation.ts"

const touchesRef = (input: { readonly address: AddressRef }): Target => ({
  kind: "account",
  address: input.address.spelling,
})

export const touchesAddress = (input: { readonly address: SipAddress }): Target => ({
  kind: "account",
  address: input.address,
})

export const reads = { level: 1, resource: "accounts", target: touchesRef } as const
export const writes = { level: 3, resource: "accounts", target: touchesRef } as const
/** Operations that name accounts by something else, and look at the scope themselves. */
export const filters = { level: 1, resource: "accounts", target: (): Target => ({ kind: "filtered" }) } as const

export const ByAddress = Schema.Struct({ address: AddressRef })

export const nobody = (subject: string) => new AccountNotFound({ address: subject })
export const taken = (subject: string) => new AddressTaken({ address: subject })
export const numberTaken = (subject: string) => new PhoneNumberTaken({ phoneNumber: subject })
