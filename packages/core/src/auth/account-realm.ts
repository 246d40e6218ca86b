import * as Effect from "effect/Effect"
import type { LocalAccount } from "../model/account.ts"
import { Spaces } from "../ports/spaces.ts"
import { domainOf } from "../values/sip-address.ts"

/** The realm of our digest challenges for an account: that of its space, else its domain. */
export const realmOfAccount = Effect.fnUntraced(function* ({
  address,
  domain,
}: Pick<LocalAccount, "address" | "domain">) {
  const space = yield* Spaces.use((spaces) => spaces.find(domainOf(address)))
  return space?.realm ?? domain
})
