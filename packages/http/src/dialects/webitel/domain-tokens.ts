import { execute, InvalidInput, operations, type Ports, type Principal, RoleNotFound } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Answer, done, refused } from "./answer.ts"
import { type JsonObject, textField } from "./json-body.ts"
import { Refusal } from "./refusal.ts"

const { domainTokens } = operations

type Reply = Effect.Effect<Answer, unknown, Ports>

interface TokenView {
  readonly id: string
  readonly role: string
  readonly expires: number
  readonly createdBy: string
  readonly created: number
  readonly enabled: boolean
}

const dataOf = ({ id, expires, role, createdBy, created, enabled }: TokenView) => ({
  uuid: id,
  expire: expires,
  roleName: role,
  createdBy,
  createdOn: created,
  enabled,
})

/** The documented words for what is wrong with a request; anything else as it is. */
const worded = (error: unknown): unknown => {
  if (error instanceof RoleNotFound) return new Refusal(400, "Bad role name.")
  if (!(error instanceof InvalidInput)) return error
  if (error.field === "expires") return new Refusal(400, "Bad expire date.")
  if (error.field === "role") return new Refusal(400, "Bad role name.")
  return error.field === "domain" ? new Refusal(400, "Domain is required.") : error
}

const wording = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, unknown, R> =>
  Effect.catch(effect, (error) => Effect.fail(worded(error)))

/** POST /domains/{name}/settings/token. */
export const addToken = (principal: Principal, domain: string, body: JsonObject): Reply => {
  const expires = body["expire"]
  if (typeof expires !== "number") return Effect.succeed(refused(400, "Bad expire date."))
  const role = textField(body, "role")
  if (role === undefined) return Effect.succeed(refused(400, "Bad role name."))
  return Effect.map(wording(execute(domainTokens.add, principal, { domain, role, expires })), ({ token, ...made }) =>
    done({ data: dataOf(made), token }),
  )
}

/** GET /domains/{name}/settings/token. */
export const listTokens = (principal: Principal, domain: string): Reply =>
  Effect.map(wording(execute(domainTokens.list, principal, { domain })), (tokens) => done(tokens.map(dataOf)))

/** PATCH /domains/{name}/settings/token/{uuid}. */
export const setTokenState = (principal: Principal, domain: string, id: string, body: JsonObject): Reply => {
  const enabled = body["state"]
  if (typeof enabled !== "boolean") return Effect.succeed(refused(400, "Bad request"))
  return Effect.as(
    wording(execute(domainTokens.setEnabled, principal, { domain, id, enabled })),
    done(enabled ? "Enabled" : "Disabled"),
  )
}

/** DELETE /domains/{name}/settings/token/{uuid}. */
export const removeToken = (principal: Principal, domain: string, id: string): Reply =>
  Effect.as(wording(execute(domainTokens.remove, principal, { domain, id })), done("Destroyed"))
