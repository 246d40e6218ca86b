import * as Effect from "effect/Effect"
import type { LocalAccount } from "../model/account.ts"
import { accountPrincipal } from "../model/principal.ts"
import { Spaces } from "../ports/spaces.ts"
import type { AccessLevel } from "../values/access-level.ts"
import type { DomainName } from "../values/domain-name.ts"
import { domainOf } from "../values/sip-address.ts"

const ADMINISTERS = 3
const EVERYTHING = 4

/** What somebody of that access may do in a domain: the administrators of a super space administer everything. */
export const accessIn = Effect.fnUntraced(function* (domain: DomainName, access: AccessLevel) {
  if (access < ADMINISTERS || access === EVERYTHING) return access
  const space = yield* Spaces.use((spaces) => spaces.find(domain))
  const level: AccessLevel = space?.super === true ? EVERYTHING : access
  return level
})

/** What an account may do, beyond what it may do for itself. */
export const accessOfAccount = ({ address, profile }: Pick<LocalAccount, "address" | "profile">) =>
  accessIn(domainOf(address), profile.access)

/** Who an account is that logged in. Whether it may, is for the caller to say. */
export const principalOfAccount = (account: LocalAccount) =>
  Effect.map(accessOfAccount(account), (level) => accountPrincipal(account.address, level))
