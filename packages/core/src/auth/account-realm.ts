import * as Effect from "effect/Effect"
import type { LocalAccount } from "../model/account.ts"
import { Spaces } from "../ports/spaces.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import { domainOf } from "../values/sip-address.ts"

/** The realm of our digest challenges for an account: that of its space, else its domain. */
export const realmOfAccount = ({
  address,
  domain,
}: Pick<LocalAccount, "address" | "domain">): Effect.Effect<string, StoreUnavailable, Spaces> =>
  Effect.map(
    Spaces.use((spaces) => spaces.find(domainOf(address))),
    (space) => space?.realm ?? domain,
  )
