import { authenticateToken, randomText, SecureRandom, signJwt, Unauthorized, verifyJwt } from "@sipwright/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { displayNameOf, isAdmin, isExternal, type Person } from "../person.ts"
import { externalTypeOf, groupOf } from "./user.ts"

/**
 * The JWT of somebody who logged in, good until `ends` (Unix time in milliseconds). Its claims are those that HOMER 7's user interface reads; what the operator may do is
 * looked up at each call, whatever they say.
 */
export const makeToken = Effect.fnUntraced(function* (person: Person, ends: number) {
  const random = yield* SecureRandom
  return yield* signJwt({
    username: person.name,
    useradmin: isAdmin(person),
    usergroup: groupOf(person),
    externalauth: isExternal(person),
    externaltype: externalTypeOf(person),
    displayname: displayNameOf(person),
    avatar: "",
    exp: Math.floor(ends / 1000),
    // Two logins in one second are two sessions, so their tokens must differ.
    jti: Redacted.value(randomText(random, 22)),
  })
})

/** Who a token stands for. One that is not ours, or has expired, is refused before the store is asked. */
export const checkToken = Effect.fnUntraced(function* (token: string) {
  const claims = yield* verifyJwt(token)
  const now = yield* Clock.currentTimeMillis
  if (claims?.exp === undefined || claims.exp * 1000 <= now) return yield* new Unauthorized()
  const { principal } = yield* authenticateToken("bearer", token)
  return principal
})
