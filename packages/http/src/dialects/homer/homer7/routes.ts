import { operations } from "@sipwright/core"
import { CREDENTIALS } from "../../../openapi/credentials.ts"
import { answered, refusedWith } from "../../../openapi/answers.ts"
import type { DescribedDialect } from "../../../openapi/described.ts"
import { constant, list, named, object, oneOf, type Shape, text, truth, whole } from "../../../openapi/shape.ts"
import { describeTable, type RouteTable } from "../../../route-table.ts"
import { GROUPS } from "./user.ts"

const GUID = text("3f2a9c1e-7b4d-8e61-a2c5-0d1e2f3a4b5c")
const GROUP = oneOf(["admin", "user"])

const names = { firstname: text("Carol"), lastname: text("Jones") }

const USER = named(
  "Homer7User",
  object({
    username: text("admin"),
    partid: whole(10),
    email: text("carol@example.com"),
    password: constant(""),
    enabled: truth(true),
    ...names,
    department: text(""),
    usergroup: GROUP,
    guid: GUID,
  }),
)

const PROFILE = object({
  guid: GUID,
  username: text("admin"),
  displayname: text("Carol Jones"),
  avatar: text(""),
  group: GROUP,
  admin: truth(true),
  external_auth: truth(false),
  external_profile: text("", "name of the directory, where it is not our own"),
})

const counted = (item: Shape) => object({ count: whole(1), data: list(item) })

const MESSAGE = named("Homer7Message", object({ message: text("Login required") }))

const said = (status: number, message: string) => refusedWith(status, message, MESSAGE, { message })

const FAILURE = named("Homer7Failure", object({ data: object({}), message: text("request format is not correct") }))

const failed = (status: number, message: string) => refusedWith(status, message, FAILURE, { data: {}, message })

const NOT_LET_IN = named(
  "Homer7NotLetIn",
  object({ statuscode: whole(401), error: text("Unauthorized"), message: text("incorrect password") }),
)

const notLetIn = (statuscode: number, error: string, message: string) =>
  refusedWith(statuscode, error, NOT_LET_IN, { statuscode, error, message })

const authType = (name: string, type: string, position: number, enable: boolean) =>
  object({ name: text(name), type: text(type), position: whole(position), enable: truth(enable) })

const VERIFIED = object({
  auth: constant(true),
  data: object({
    username: text("admin"),
    email: text("carol@example.com"),
    ...names,
    department: text(""),
    usergroup: GROUP,
    guid: GUID,
    partid: whole(10),
    enabled: constant(true),
  }),
})

export const ROUTES_OF_7 = {
  httpAuth: {
    method: "POST",
    path: "/http_auth",
    about: "Whether a name and password are those of an operator; HOMER 7 asks it",
    operations: [operations.operators.verify],
    body: CREDENTIALS,
    answers: [answered(VERIFIED), { status: 200, about: "Not verified", shape: object({ auth: constant(false) }) }],
    isOpen: true,
  },
  logIn: {
    method: "POST",
    path: "/auth",
    credentials: { bearer: "token" },
    about: "A token for an operator's name and password",
    operations: [],
    body: CREDENTIALS,
    answers: [
      answered(
        object({
          token: text("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"),
          scope: GUID,
          user: object({ admin: truth(true) }),
        }),
        201,
      ),
      notLetIn(401, "Unauthorized", "incorrect password"),
      notLetIn(429, "Too Many Requests", "Too many failed attempts; try again in 1 s."),
      notLetIn(503, "Service Unavailable", "The operator directory cannot be reached."),
      failed(400, "request format is not correct"),
    ],
    isOpen: true,
  },
  authTypes: {
    method: "GET",
    path: "/auth/type/list",
    about: "Where operators are known, for the login page",
    operations: [],
    answers: [
      answered(
        object({
          count: whole(1),
          data: object({
            internal: authType("Internal", "internal", 1, true),
            ldap: authType("LDAP", "ldap", 2, false),
          }),
          message: text("all good"),
        }),
      ),
    ],
    isOpen: true,
  },
  users: {
    method: "GET",
    path: "/users",
    about: "Oneself, and for an admin everybody",
    operations: [operations.operators.list],
    answers: [answered(counted(USER))],
  },
  ownProfile: {
    method: "GET",
    path: "/users/profile",
    about: "Who is logged in",
    operations: [],
    answers: [answered(object({ count: constant(0), data: PROFILE }))],
  },
  groups: {
    method: "GET",
    path: "/users/groups",
    about: "The groups of users",
    operations: [],
    answers: [answered(counted(oneOf(GROUPS)))],
  },
  user: {
    method: "GET",
    path: "/users/:guid",
    about: "Oneself by guid; nobody for another one",
    operations: [],
    parameters: { guid: { about: "of the user", example: "3f2a9c1e-7b4d-8e61-a2c5-0d1e2f3a4b5c" } },
    answers: [answered(counted(USER))],
  },
} satisfies RouteTable<string>

export const describeHomer7 = (): DescribedDialect["calls"] =>
  describeTable(ROUTES_OF_7, {
    prefix: "/v3",
    group: "HOMER 7",
    mediaTypes: ["application/json", "application/x-www-form-urlencoded"],
    security: [["bearer"]],
    common: [
      said(405, "Method Not Allowed"),
      failed(413, "The body is larger than 1 MiB."),
      failed(500, "An internal error occurred."),
      failed(503, "The database cannot be reached."),
    ],
    entrance: [
      said(401, "Login required"),
      said(401, "invalid or expired jwt"),
      failed(400, "The input is malformed."),
    ],
  })
