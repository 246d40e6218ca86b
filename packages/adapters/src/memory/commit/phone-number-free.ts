import { domainOf, type E164Number, type SipAddress } from "@sipwright/core"
import { isGone } from "../account-view.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { require } from "./require.ts"

/** The guard `phone-number-free`: no other account of the domain has it as phone number or as user part. */
export const requirePhoneNumberFree = (
  tables: MemoryTables,
  address: SipAddress,
  number: E164Number | undefined,
): void => {
  if (number === undefined) return
  const others = [...tables.accountsOfPhoneNumber(number), ...tables.accountsOfUser(number)].filter(
    (row) =>
      row.address !== address && row.domain.toLowerCase() === domainOf(address).toLowerCase() && !isGone(tables, row),
  )
  require(others.length === 0, "phone-number-free", number)
}
