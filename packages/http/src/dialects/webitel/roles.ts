import { execute, operations, type Ports, type Principal } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Answer, done, refused } from "./answer.ts"
import { type JsonObject, textField } from "./json-body.ts"

const { roles } = operations

type Reply = Effect.Effect<Answer, unknown, Ports>

const ROOT = "root"

/** GET /acl/roles. Root is not among them: it cannot be given anything, nor lose it. */
export const listRoles = (principal: Principal): Reply =>
  Effect.map(execute(roles.list, principal, {}), (all) => {
    const shown = all.filter(({ name }) => name !== ROOT)
    const parents = shown.flatMap(({ name, parent }) => (parent === null ? [] : [[name, parent]]))
    return done({ roles: shown.map(({ name }) => name), parents: Object.fromEntries(parents) })
  })

/** GET /acl/roles/{name}. */
export const getRole = (principal: Principal, name: string): Reply =>
  Effect.map(execute(roles.get, principal, { name }), ({ allows }) => done(allows))

/** POST /acl/roles. */
export const addRole = (principal: Principal, body: JsonObject): Reply => {
  const name = textField(body, "roles")
  if (name === undefined) return Effect.succeed(refused(400, "Roles is required"))
  const { parents, allows = {} } = body
  const input = {
    name,
    allows,
    ...(parents === undefined || parents === null || parents === "" ? {} : { parent: parents }),
  }
  return Effect.as(execute(roles.add, principal, input), done("Created"))
}

/** PUT /acl/roles/{name}. */
export const putRole = (principal: Principal, name: string, body: JsonObject): Reply => {
  // What says who calls may stand in the body too, and is no resource.
  const { access_token: _, x_key: __, ...allows } = body
  return Effect.map(execute(roles.replace, principal, { name, allows }), (role) => done(role.allows))
}

/** DELETE /acl/roles/{name}. */
export const removeRole = (principal: Principal, name: string): Reply =>
  Effect.as(execute(roles.remove, principal, { name }), done("Destroyed"))
