import { operations, StoreUnavailable } from "@sipwright/core"
import { CREDENTIALS } from "../../openapi/credentials.ts"
import { answered, refusedWith } from "../../openapi/answers.ts"
import type { DescribedAnswer, DescribedDialect } from "../../openapi/described.ts"
import { type ErrorClass, sampleError, tagOf, wordsOf } from "../../openapi/sample-error.ts"
import { headerSchemes } from "../../openapi/security-schemes.ts"
import { constant, list, named, object, optional, record, type Shape, text, truth, whole } from "../../openapi/shape.ts"
import { describeTable, type RouteTable } from "../../route-table.ts"
import { refusalOf } from "./refusal.ts"

const { domainTokens, roles } = operations

const ACL = record(list(text("r")), { cdr: ["r"], "cdr/files": ["ro"] })

const CDR = object({ host: text("https://cdr.example.org"), useProxy: text("true") })

const MILLISECONDS = whole(1_795_000_000_000, "Unix time in milliseconds")

const REFUSAL = named("WebitelRefusal", object({ status: constant("error"), info: text("Role not found.") }))

const refused = (status: number, info: string) => refusedWith(status, info, REFUSAL, { status: "error", info })

const refusedFor = (one: ErrorClass): DescribedAnswer => {
  const { status = 500, body } = refusalOf(sampleError(one)) ?? {}
  return refused(status, typeof body?.["info"] === "string" ? body["info"] : wordsOf(tagOf(one)))
}

const done = (info: Shape): DescribedAnswer => answered(object({ status: constant("OK"), info }))

interface Named {
  readonly name: string
  readonly errors: ReadonlyArray<ErrorClass>
}

/** What an operation answers here, with what its errors are called. */
const putting = (operation: Named, answer: DescribedAnswer, ...more: ReadonlyArray<DescribedAnswer>) => ({
  operations: [operation],
  answers: [answer, ...operation.errors.map(refusedFor), ...more],
})

const TOKEN = named(
  "WebitelToken",
  object({
    uuid: text("5e0c9d5a-4d0a-4b55-9c2e-3f5ad9b0a111"),
    expire: MILLISECONDS,
    roleName: text("user"),
    createdBy: text("admin"),
    createdOn: MILLISECONDS,
    enabled: truth(true),
  }),
)

const role = { name: { about: "of the role", example: "helpdesk" } }
const domain = { name: { about: "of the domain", example: "example.org" } }
const token = { ...domain, id: { about: "uuid of the token", example: "5e0c9d5a-4d0a-4b55-9c2e-3f5ad9b0a111" } }

/** Login and logout. */
export const DOORS = {
  login: {
    method: "POST",
    path: "/login",
    credentials: { webitelToken: "token", webitelKey: "key" },
    about: "A token for the name and password of an operator or an account",
    operations: [],
    body: CREDENTIALS,
    answers: [
      answered(
        object({
          key: text("0d7d3a52-8f3c-4f0e-a0be-6d1f4f7a7e01"),
          domain: optional(text("example.org", "of an account")),
          username: text("admin"),
          expires: MILLISECONDS,
          token: text("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"),
          role: whole(2, "root 2, admin 1, user 0, a role of one's own -1"),
          roleName: text("root"),
          acl: ACL,
          cdr: CDR,
        }),
      ),
      refused(400, "User name is required"),
      refused(401, "Invalid credentials"),
      refused(404, "User not found"),
      refused(429, "Too many failed attempts; try again in 1 s."),
    ],
    isOpen: true,
  },
  logout: {
    method: "POST",
    path: "/logout",
    about: "Ends the session of the token and key",
    operations: [],
    answers: [done(text("Successful logout.")), refused(401, "Bad caller")],
  },
} satisfies RouteTable<string>

/** Under /api/v2. */
export const ROUTES = {
  listRoles: {
    method: "GET",
    path: "/acl/roles",
    about: "Roles, and which role each is made from",
    ...putting(
      roles.list,
      done(object({ roles: list(text("helpdesk")), parents: record(text("user"), { helpdesk: "user" }) })),
    ),
  },
  addRole: {
    method: "POST",
    path: "/acl/roles",
    about: "Makes a role",
    body: object({ roles: text("helpdesk", "its name"), parents: optional(text("user")), allows: optional(ACL) }),
    ...putting(roles.add, done(text("Created")), refused(400, "Roles is required")),
  },
  getRole: {
    method: "GET",
    path: "/acl/roles/:name",
    about: "What a role permits",
    parameters: role,
    ...putting(roles.get, done(ACL)),
  },
  putRole: {
    method: "PUT",
    path: "/acl/roles/:name",
    about: "Sets what a role permits",
    parameters: role,
    body: ACL,
    ...putting(roles.replace, done(ACL)),
  },
  removeRole: {
    method: "DELETE",
    path: "/acl/roles/:name",
    about: "Removes a role that nobody has",
    parameters: role,
    ...putting(roles.remove, done(text("Destroyed"))),
  },
  listTokens: {
    method: "GET",
    path: "/domains/:name/settings/token",
    about: "The tokens of a domain",
    parameters: domain,
    ...putting(domainTokens.list, done(list(TOKEN))),
  },
  addToken: {
    method: "POST",
    path: "/domains/:name/settings/token",
    about: "Makes a token of a domain, which is shown this once",
    parameters: domain,
    body: object({ expire: MILLISECONDS, role: text("user") }),
    ...putting(
      domainTokens.add,
      done(object({ data: TOKEN, token: text("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl") })),
      refused(400, "Bad expire date."),
      refused(400, "Bad role name."),
    ),
  },
  setTokenState: {
    method: "PATCH",
    path: "/domains/:name/settings/token/:id",
    about: "Enables or disables a token of a domain",
    parameters: token,
    body: object({ state: truth(false) }),
    ...putting(domainTokens.setEnabled, done(text("Disabled"))),
  },
  removeToken: {
    method: "DELETE",
    path: "/domains/:name/settings/token/:id",
    about: "Removes a token of a domain",
    parameters: token,
    ...putting(domainTokens.remove, done(text("Destroyed"))),
  },
  whoAmI: {
    method: "GET",
    path: "/whoami",
    about: "Who the token stands for, with the role as it is now",
    operations: [],
    answers: [
      answered(
        object({
          acl: ACL,
          id: text("admin"),
          domain: optional(text("example.org")),
          roleName: text("root"),
          expires: MILLISECONDS,
          cdr: CDR,
        }),
      ),
    ],
  },
} satisfies RouteTable<string>

const described = (table: RouteTable<string>, prefix: string) =>
  describeTable(table, {
    prefix,
    group: "Webitel",
    mediaTypes: ["application/json"],
    security: [["webitelToken", "webitelKey"], ["webitelToken"]],
    common: [
      refused(400, "Bad request"),
      refused(405, "The Allow header names the methods of this path."),
      refused(413, "The body is larger than 1 MiB."),
      refused(500, "An internal error occurred."),
      refusedFor(StoreUnavailable),
    ],
    entrance: ["Invalid token", "Token Expired", "Invalid Token or Key", "Invalid User", "Not found token"]
      .map((info) => refused(401, info))
      .concat(refused(403, "Permission denied!")),
  })

/** What the document says of Webitel's logins, roles and tokens. */
export const describeWebitel = (): DescribedDialect => ({
  groups: [{ name: "Webitel", about: "Logins, roles and tokens of domains" }],
  securitySchemes: headerSchemes,
  calls: [...described(DOORS, ""), ...described(ROUTES, "/api/v2")],
})
