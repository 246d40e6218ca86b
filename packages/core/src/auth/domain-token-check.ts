import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Unauthorized } from "../model/errors.ts"
import { tokenPrincipal } from "../model/principal.ts"
import { DomainTokens } from "../ports/domain-tokens.ts"
import { allRoles, grantOf } from "./role-check.ts"

/** Who a domain token stands for whose signature was found right. Fails with {@link Unauthorized} where it was disabled, removed, or has expired. */
export const authenticateDomainToken = Effect.fnUntraced(function* (claimed: {
  readonly id: string
  readonly domain: string
}) {
  const now = yield* Clock.currentTimeMillis
  const token = yield* DomainTokens.use((tokens) => tokens.find(claimed.id))
  if (token === undefined || !token.enabled || token.domain !== claimed.domain || token.expires <= now) {
    return yield* new Unauthorized()
  }
  return tokenPrincipal(token.id, token.domain, grantOf(yield* allRoles, token.role))
})
