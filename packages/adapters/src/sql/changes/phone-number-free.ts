import { domainOf, type E164Number, type SipAddress } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/** The guard `phone-number-free`: no other account of the domain has it as phone number or as user part. */
export const makeRequireFreeNumber = ({ dialect, tables, lockName }: HandlerDeps) => {
  const key = byteOrder(dialect, "address")
  // `A` follows `@`: every address that begins with the number as its user part.
  const others = `SELECT 1 AS found FROM ${tables.account}
    WHERE (phone_number = ? OR (${key} >= ? AND ${key} < ?)) AND lower(domain) = ? AND address <> ? AND state <> 'gone' LIMIT 1`
  return async (tx: ChangeTransaction, address: SipAddress, number: E164Number | undefined): Promise<void> => {
    if (number === undefined) return
    await lockName(tx.own, `phone number:${number}`)
    const found = await tx.own.all(others, [
      number,
      `${number}@`,
      `${number}A`,
      domainOf(address).toLowerCase(),
      address,
    ])
    if (found.length > 0) fail("phone-number-free", number)
  }
}
