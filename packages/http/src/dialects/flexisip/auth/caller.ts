import {
  AccountBlocked,
  authenticateDigest,
  authenticateKeyOfAny,
  challengeHeaders,
  DigestRequired,
  InvalidJwt,
  type JwtCheck,
  type LocalAccount,
  type Ports,
  type Principal,
  principalOfAccount,
  splitAddress,
  Spaces,
  type DomainName,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { Context } from "hono"
import { bearerOf } from "../../../header-credentials.ts"
import { type Answer, Refusal } from "../answer.ts"
import { badField } from "../rules.ts"
import { addressInFrom } from "./from.ts"
import { isSameSite, readKeyCookie } from "./key-cookie.ts"

/** Who calls. */
export interface Caller {
  readonly principal: Principal
  /** What goes with every answer to this caller. */
  readonly headers: NonNullable<Answer["headers"]>
}

/** How calls prove who makes them. */
export interface Authentication {
  /** The profile of 2020 calls a missing `from` a bad field. */
  readonly profile: "2020" | "2025"
  readonly jwt: JwtCheck | undefined
  readonly host: string | undefined
  /** Whether the call changes anything, by its route. */
  readonly changes: boolean
}

type Found = Effect.Effect<Caller, unknown, Ports>

const ofAccount = Effect.fnUntraced(function* (account: LocalAccount) {
  if (account.state === "blocked") return yield* new AccountBlocked({ address: account.address })
  return yield* principalOfAccount(account)
})

const byJwt = (check: JwtCheck, token: string, host: string | undefined): Found =>
  check(token, host).pipe(
    Effect.catchTag("InvalidJwt", (error: InvalidJwt) =>
      Effect.fail(
        new Refusal(401, error.message, [
          ["WWW-Authenticate", `Bearer error="invalid_token", error_description="${error.message}"`],
        ]),
      ),
    ),
    Effect.flatMap(ofAccount),
    Effect.map((principal) => ({ principal, headers: [] })),
  )

const byKey = (apiKey: string, host: string | undefined): Found =>
  Effect.map(authenticateKeyOfAny({ apiKey }, host), ({ principal }) => ({ principal, headers: [] })).pipe(
    Effect.catchTag("Unauthorized", () => Effect.fail(new Refusal(401, "Invalid API Key"))),
  )

const targetOf = (c: Context): string => {
  const { pathname, search } = new URL(c.req.url)
  return `${pathname}${search}`
}

const challenges = (error: DigestRequired): NonNullable<Answer["headers"]> =>
  challengeHeaders(error.challenge).map((value) => ["WWW-Authenticate", value] as const)

const byDigest = (c: Context, { host, profile }: Authentication): Found =>
  Effect.gen(function* () {
    const sent = c.req.header("from")
    if (sent === undefined || sent.trim() === "") {
      return yield* Effect.fail(
        profile === "2020"
          ? badField("from", "required")
          : new Refusal(401, "From header is required or invalid token"),
      )
    }
    const from = addressInFrom(sent)
    if (from === undefined) {
      return yield* Effect.fail(
        profile === "2020" ? badField("from", "sip_address") : new Refusal(401, "Invalid SIP address"),
      )
    }
    const authorization = c.req.header("authorization")
    const call = { from, authorization, method: c.req.raw.method, target: targetOf(c), host }
    const login = yield* authenticateDigest(call).pipe(
      Effect.catchTag("DigestRequired", (error) => Effect.fail(new Refusal(401, error.message, challenges(error)))),
      Effect.catchTag("AccountNotFound", () => Effect.fail(new Refusal(404, "SIP address not found"))),
    )
    const principal = yield* ofAccount(login.account)
    const offered = challengeHeaders(login.challenge).map((value) => ["WWW-Authenticate", value] as const)
    return { principal, headers: [...offered, ["Authentication-Info", login.info]] }
  })

/** Who a call is of: by its bearer token where an issuer is known, else by its key, else by a digest. */
export const callerOf = (c: Context, authentication: Authentication): Found => {
  const { jwt, host, changes } = authentication
  const bearer = bearerOf(c.req)
  if (bearer !== undefined && jwt !== undefined) return byJwt(jwt, bearer, host)
  const header = c.req.header("x-api-key")
  if (header !== undefined) return byKey(header, host)
  const cookie = readKeyCookie(c)
  if (cookie === undefined) return byDigest(c, authentication)
  // The cookie is SameSite=Strict; where a browser does not know that, what changes anything still has to come from a page of ours.
  if (changes && !isSameSite(c)) {
    return Effect.fail(new Refusal(403, "A change by cookie has to come from the same site"))
  }
  return byKey(cookie, host)
}

/** When the space of the account that calls ends; undefined where there is no end, or no account. */
export const endOfOwnSpace = Effect.fnUntraced(function* ({ self }: Principal) {
  if (self === undefined) return undefined
  const space = yield* Spaces.use((spaces) => spaces.find(splitAddress(self).domain as DomainName))
  return space?.expires
})
