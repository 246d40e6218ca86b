import {
  authenticateDomainToken,
  authenticatePair,
  type OpenSession,
  type Ports,
  type Principal,
  verifyJwt,
  withRole,
} from "@sipwright/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Refusal } from "./refusal.ts"
import type { SentTokens } from "./sent-tokens.ts"

/** Who calls, with the role as it is at this moment. */
export interface Caller {
  readonly principal: Principal
  /** When the token ends, Unix time in milliseconds. */
  readonly expires: number
}

const unauthorized = (info: string) => new Refusal(401, info)

/** Lets what the store or a directory cannot tell pass, and calls a wrong credential what it is called here. */
const orRefused = <A, E extends { readonly _tag: string }, R>(
  check: Effect.Effect<A, E, R>,
  info: string,
): Effect.Effect<A, E | Refusal, R> =>
  Effect.catch(
    check,
    (error): Effect.Effect<never, E | Refusal> =>
      Effect.fail(error._tag === "Unauthorized" ? unauthorized(info) : error),
  )

/** Who the tokens of a call stand for, in the order in which the documents look at them. */
export const callerOf = ({ token, key }: SentTokens): Effect.Effect<Caller, unknown, Ports> =>
  Effect.gen(function* () {
    if (token === undefined) return yield* Effect.fail(unauthorized("Invalid token"))
    const claims = yield* verifyJwt(token)
    // In milliseconds, against RFC 7519: so it has always been here.
    const expires = claims?.exp
    if (claims === undefined || expires === undefined) return yield* Effect.fail(unauthorized("Invalid token"))
    if (expires <= (yield* Clock.currentTimeMillis)) return yield* Effect.fail(unauthorized("Token Expired"))
    if (claims["t"] === "domain") {
      const claimed = { id: String(claims["id"]), domain: String(claims["d"]) }
      return { principal: yield* orRefused(authenticateDomainToken(claimed), "Not found token"), expires }
    }
    if (key === undefined) return yield* Effect.fail(unauthorized("Invalid Token or Key"))
    const { session, principal }: OpenSession = yield* orRefused(authenticatePair({ key, token }), "Invalid User")
    return { principal: yield* withRole(principal), expires: session.ends }
  })
