import { execute, operations } from "@sipwright/core"
import { Effect } from "effect"
import { json } from "../answer.ts"
import { by, type CallOf, type Reply, type Route } from "../route.ts"
import { badField, domainName } from "../rules.ts"
import { timeText } from "../time.ts"
import { readSpace } from "./space-fields.ts"

const { spaces } = operations

type View = typeof spaces.get.output.Type

const spaceObject = (space: View) => ({
  name: space.name,
  domain: space.domain,
  host: space.host,
  super: space.super,
  account_realm: space.realm,
  max_accounts: space.maxAccounts,
  expire_at: space.expires === null ? null : timeText(space.expires),
  created_at: timeText(space.created),
  updated_at: timeText(space.updated),
})

const list = ({ principal }: CallOf): Reply =>
  Effect.map(execute(spaces.list, principal, {}), (all) => json(all.map(spaceObject)))

const get = ({ principal, param }: CallOf): Reply =>
  Effect.map(execute(spaces.get, principal, { domain: param("domain") }), (space) => json(spaceObject(space)))

const create = ({ principal, body }: CallOf): Reply =>
  Effect.gen(function* () {
    const { form, settings } = yield* readSpace(body, false)
    const domain = form.required("domain", domainName)
    yield* form.checked
    const { reloaded: _, ...space } = yield* execute(spaces.add, principal, { ...settings, domain })
    return json(spaceObject(space), 201)
  })

const replace = ({ principal, body, param }: CallOf): Reply =>
  Effect.gen(function* () {
    const { form, settings } = yield* readSpace(body, true)
    yield* form.checked
    const space = yield* execute(spaces.replace, principal, { ...settings, domain: param("domain") }).pipe(
      Effect.catchTag("SpaceFull", () => Effect.fail(badField("max_accounts", "max_accounts"))),
    )
    return json(spaceObject(space))
  })

const remove = ({ principal, param }: CallOf): Reply =>
  Effect.as(execute(spaces.remove, principal, { domain: param("domain") }), json(1))

const supers = by("super")

/** What who administers everything does with spaces. */
export const spaceRoutes: ReadonlyArray<Route> = [
  supers("GET", "/spaces", [spaces.list], list),
  supers("POST", "/spaces", [spaces.add], create),
  supers("GET", "/spaces/:domain", [spaces.get], get),
  supers("PUT", "/spaces/:domain", [spaces.replace], replace),
  supers("DELETE", "/spaces/:domain", [spaces.remove], remove),
]
