import { execute, operations } from "@sipwright/core"
import { Effect } from "effect"
import { json, nothing, Refusal } from "../answer.ts"
import { anybody, by, type Call, type CallOf, type Reply, type Route } from "../route.ts"
import { makeForm, string } from "../rules.ts"
import { ALGORITHM, given, PASSWORD } from "./account-fields.ts"
import { accountObject } from "./account-object.ts"

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

const anonymousCaller = { kind: "anonymous", name: "", level: 0, scope: { kind: "all" } } as const

const makeToken = ({ c, host }: Call): Reply =>
  Effect.map(execute(accountKeys.token, anonymousCaller, {}), ({ token }) =>
    json({ token, ip: host ?? null, user_agent: c.req.header("user-agent") ?? null }, 201),
  )

const attachToken = (call: CallOf): Reply =>
  Effect.as(execute(accountKeys.attach, call.principal, { address: selfOf(call), token: call.param("token") }), nothing)

const redeemToken = (call: Call): Reply =>
  Effect.gen(function* () {
    const host = yield* hostOf(call)
    const { key } = yield* execute(accountKeys.redeem, anonymousCaller, { token: call.param("token"), host })
    return { status: 200, body: { json: { api_key: key } }, key }
  })

const info = (call: Call): Reply =>
  Effect.map(
    execute(accounts.lookUp, anonymousCaller, { address: call.param("sip"), ...given({ host: call.host }) }),
    (found) => json(found),
  )

const user = by("user")

/** What an account does for itself, and what leads there. */
export const ownRoutes: ReadonlyArray<Route> = [
  user("GET", "/accounts/me", [accounts.profile], get),
  user("DELETE", "/accounts/me", [accounts.remove], remove),
  user("POST", "/accounts/me/password", [accounts.changePassword], changePassword),
  // It takes the place of the key there is.
  user("GET", "/accounts/me/api_key", [accountKeys.make], makeKey, { changes: true }),
  anybody("GET", "/accounts/me/api_key/:token", [accountKeys.redeem], redeemToken),
  anybody("POST", "/accounts/auth_token", [accountKeys.token], makeToken),
  user("GET", "/accounts/auth_token/:token/attach", [accountKeys.attach], attachToken, { changes: true }),
  anybody("GET", "/accounts/:sip/info", [accounts.lookUp], info),
]
