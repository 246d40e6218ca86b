import { execute, operations } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { json } from "../answer.ts"
import { by, type CallOf, type Reply, type Route } from "../route.ts"
import {
  constant,
  list as listOf,
  named,
  object,
  optional,
  orNull,
  type Shape,
  text,
  truth,
  whole,
} from "../../../openapi/shape.ts"
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

const SPACE = named(
  "FlexisipSpace",
  object({
    name: text("Example"),
    domain: text("example.org"),
    host: text("sip.example.org", "by which HTTP calls choose it"),
    super: truth(false, "whether its administrators administer everything"),
    account_realm: orNull(text("example.org"), null),
    max_accounts: whole(0, "0: as many as one likes"),
    expire_at: orNull(text("2030-01-01T00:00:00.000000Z"), null),
    created_at: text("2026-11-24T08:00:00.000000Z"),
    updated_at: text("2026-11-24T08:00:00.000000Z"),
  }),
)

const fieldsOf = (isWhole: boolean) => {
  const decisive = (shape: Shape) => (isWhole ? shape : optional(shape))
  return {
    name: text("Example"),
    host: text("sip.example.org"),
    super: decisive(truth(false)),
    max_accounts: decisive(whole(0)),
    account_realm: optional(text("example.org", "of digests; it stays as long as there are accounts")),
    expire_at: optional(text("2030-01-01", "a date, with or without a time, in UTC")),
  }
}

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
  supers("GET", "/spaces", [spaces.list], list, { about: "All spaces", reply: listOf(SPACE) }),
  supers("POST", "/spaces", [spaces.add], create, {
    about: "Makes a space, and its domain where Kamailio has none",
    body: object({ domain: text("example.org"), ...fieldsOf(false) }),
    reply: SPACE,
    status: 201,
  }),
  supers("GET", "/spaces/:domain", [spaces.get], get, { about: "A space", reply: SPACE }),
  supers("PUT", "/spaces/:domain", [spaces.replace], replace, {
    about: "Changes a space",
    body: object(fieldsOf(true)),
    reply: SPACE,
  }),
  supers("DELETE", "/spaces/:domain", [spaces.remove], remove, {
    about: "Removes a space without accounts",
    reply: constant(1),
  }),
]
