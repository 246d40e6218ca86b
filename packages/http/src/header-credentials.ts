import {
  API_KEY_PREFIX,
  authenticateKey,
  authenticatePair,
  authenticateToken,
  type Ports,
  type Principal,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { HonoRequest } from "hono"

/** The token of `Authorization: Bearer …` (RFC 6750 section 2.1). */
export const bearerOf = (request: HonoRequest): string | undefined =>
  /^Bearer +([\w\-.~+/]+=*) *$/i.exec(request.header("authorization") ?? "")?.[1]

type Check = ReturnType<typeof authenticateKey> | ReturnType<typeof authenticateToken>

const checkOf = (request: HonoRequest, host: string | undefined): Check | undefined => {
  const apiKey = request.header("x-api-key")
  if (apiKey !== undefined) return authenticateKey({ apiKey }, host)
  const token = request.header("x-access-token")
  const key = request.header("x-key")
  if (token !== undefined && key !== undefined) return authenticatePair({ key, token })
  const bearer = bearerOf(request)
  if (bearer === undefined) return undefined
  return bearer.startsWith(API_KEY_PREFIX)
    ? authenticateKey({ apiKey: bearer }, host)
    : authenticateToken("bearer", bearer)
}

/**
 * Who the credentials in the headers of a request stand for: `x-api-key`, `X-Access-Token` with `X-Key`, or a bearer token, which may be an API key too.
 * Undefined where there are none. A browser sends none of them by itself, so they need no further protection from forged requests.
 */
export const principalOfHeaders = (
  request: HonoRequest,
  host: string | undefined,
): Effect.Effect<Principal, Effect.Error<Check>, Ports> | undefined => {
  const check = checkOf(request, host)
  return (
    check &&
    Effect.map(
      check as Effect.Effect<{ principal: Principal }, Effect.Error<Check>, Ports>,
      ({ principal }) => principal,
    )
  )
}
