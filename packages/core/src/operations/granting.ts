import * as Effect from "effect/Effect"
import { accessIn, accessOfAccount } from "../auth/account-access.ts"
import type { Account } from "../model/account.ts"
import { Forbidden } from "../model/errors.ts"
import type { Principal } from "../model/principal.ts"
import type { AccessLevel } from "../values/access-level.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { Caller } from "./operation.ts"

/** Nobody grants, changes or removes a level above their own. */
export const notAbove = (principal: Principal, level: AccessLevel, { operation }: Caller) =>
  level > principal.level ? Effect.fail(new Forbidden({ operation })) : Effect.void

/** {@link notAbove} for an access that an account of that domain is to have. */
export const notAboveIn = (domain: DomainName, access: AccessLevel, caller: Caller) =>
  Effect.flatMap(accessIn(domain, access), (level) => notAbove(caller.principal, level, caller))

/** {@link notAbove} for an account that is to be changed: who sets the password of somebody who may do more could do more. An account may change itself. */
export const notAboveAccount = (account: Account, caller: Caller) =>
  account.type === "remote" || caller.principal.self === account.address
    ? Effect.void
    : Effect.flatMap(accessOfAccount(account), (level) => notAbove(caller.principal, level, caller))
