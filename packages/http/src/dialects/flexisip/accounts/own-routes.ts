import { anonymous, execute, operations } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { json, nothing, Refusal } from "../answer.ts"
import { anybody, by, type Call, type CallOf, type Reply, type Route } from "../route.ts"
import { makeForm, string } from "../rules.ts"
import { ALGORITHM, algorithmShape, given, PASSWORD } from "./account-fields.ts"
import { constant, object, orNull, text, truth } from "../../../openapi/shape.ts"
import { ACCOUNT, accountObject } from "./account-object.ts"

const { accounts, accountKeys } = operations

/** The account that calls; routes of `user` are for nobody else. */
export const selfOf = ({ principal }: CallOf): string => principal.self ?? ""

const get = (call: CallOf): Reply => Effect.map(accountObject(selfOf(call), call.principal), (account) => json(account))

const remove = (call: CallOf): Reply =>
  Effect.as(execute(accounts.remove, call.principal, { address: selfOf(call) }), json(1))

const changePassword = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const form = makeForm(call.body)
    const algorithm = form.required("algorithm", ALGORITHM)
    const oldPassword = form.required("old_password", string)
    const password = form.required("password", PASSWORD)
    yield* form.checked
    const input = { address: selfOf(call), algorithm, oldPassword, password }
    yield* execute(accounts.changePassword, call.principal, given(input))
    return nothing
  })

// A key is bound to where it was made; of nowhere there is none.
const hostOf = ({ host }: Call): Effect.Effect<string, Refusal> =>
  host === undefined
    ? Effect.fail(new Refusal(503, "The address of the client is not known, so no key can be bound to it"))
    : Effect.succeed(host)

const makeKey = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const host = yield* hostOf(call)
    const { key } = yield* execute(accountKeys.make, call.principal, { address: selfOf(call), host })
    return { status: 200, body: { text: key }, key }
  })

const makeToken = ({ c, host }: Call): Reply =>
  Effect.map(execute(accountKeys.token, anonymous, {}), ({ token }) =>
    json({ token, ip: host ?? null, user_agent: c.req.header("user-agent") ?? null }, 201),
  )

const attachToken = (call: CallOf): Reply =>
  Effect.as(execute(accountKeys.attach, call.principal, { address: selfOf(call), token: call.param("token") }), nothing)

const redeemToken = (call: Call): Reply =>
  Effect.gen(function* () {
    const host = yield* hostOf(call)
    const { key } = yield* execute(accountKeys.redeem, anonymous, { token: call.param("token"), host })
    return { status: 200, body: { json: { api_key: key } }, key }
  })

const info = (call: Call): Reply =>
  Effect.map(
    execute(accounts.lookUp, anonymous, { address: call.param("sip"), ...given({ host: call.host }) }),
    (found) => json(found),
  )

const INFO = object({ activated: truth(true), realm: orNull(text("sip.example.org"), null) })

const user = by("user")

/** What an account does for itself, and what leads there. */
export const ownRoutes: ReadonlyArray<Route> = [
  user("GET", "/accounts/me", [accounts.profile], get, { about: "The account that calls", reply: ACCOUNT }),
  user("DELETE", "/accounts/me", [accounts.remove], remove, {
    about: "Removes the account that calls",
    reply: constant(1),
  }),
  user("POST", "/accounts/me/password", [accounts.changePassword], changePassword, {
    about: "Gives the account that calls another password",
    body: object({
      algorithm: algorithmShape(),
      old_password: text("s3cret-enough"),
      password: text("an0ther-secret", "at least 3 characters"),
    }),
    reply: "nothing",
  }),
  // It takes the place of the key there is.
  user("GET", "/accounts/me/api_key", [accountKeys.make], makeKey, {
    about: "Makes the key of the account that calls; it is the cookie x-api-key, too",
    reply: "text",
    changes: true,
  }),
  anybody("GET", "/accounts/me/api_key/:token", [accountKeys.redeem], redeemToken, {
    about: "The key for a token that an account has attached",
    reply: object({ api_key: text("bYQ3fJ0pVtnLr9gO3mWcYtT2yEoAZb3pQ0mXl1yq") }),
  }),
  anybody("POST", "/accounts/auth_token", [accountKeys.token], makeToken, {
    about: "Makes a token that an account can attach to itself, to let another device in",
    reply: object({
      token: text("Zb3pQ0mXl1yqk7dVtJH5rQ"),
      ip: orNull(text("192.0.2.7")),
      user_agent: orNull(text("Linphone/5.2")),
    }),
    status: 201,
  }),
  user("GET", "/accounts/auth_token/:token/attach", [accountKeys.attach], attachToken, {
    about: "Lets the holder of a token in as the account that calls",
    reply: "nothing",
    changes: true,
  }),
  anybody("GET", "/accounts/:sip/info", [accounts.lookUp], info, {
    about: "Whether there is an account",
    reply: INFO,
  }),
]
