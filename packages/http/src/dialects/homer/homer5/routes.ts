import { constant, emptyList, named, object, oneOf, text, whole } from "../../../openapi/shape.ts"
import { CREDENTIALS } from "../../../openapi/credentials.ts"
import { answered, refusedWith } from "../../../openapi/answers.ts"
import type { DescribedAnswer, DescribedDialect } from "../../../openapi/described.ts"
import { describeTable, type RouteTable } from "../../../route-table.ts"
import type { HomerOptions } from "../options.ts"

const SID = text("hu3vqd0rfpqe0ek4oa4sulbvs5")
const GRP = oneOf(["users,admins", "users"])

const profile = {
  uid: text("1234567890", "digits, always the same for one operator"),
  username: text("admin"),
  gid: text("10"),
  grp: GRP,
  firstname: text("Carol"),
  lastname: text("Jones"),
  email: text("carol@example.com"),
  lastvisit: text("2026-11-24 08:00:00", "of the login before, in the server's zone; empty for never"),
}

const refusal = named(
  "Homer5Refusal",
  object({
    sid: text(""),
    auth: { schema: { enum: ["false", false] }, example: "false" },
    status: whole(403),
    message: text("wrong session"),
    data: emptyList,
  }),
)

const exception = named(
  "Homer5Exception",
  object({
    status: whole(400),
    error: text("MissingRequiredArgumentException"),
    message: text("Argument 'username' is missing."),
  }),
)

const refused = (status: number, message: string) =>
  refusedWith(status, message, refusal, { sid: "", auth: "false", status, message, data: [] })

const excepted = (status: number, error: string, message: string) =>
  refusedWith(status, error, exception, { status, error, message })

const MISSING = excepted(400, "MissingRequiredArgumentException", "Argument 'username' is missing.")
const MALFORMED = excepted(400, "InvalidArgumentException", "The body is neither a JSON object nor a form.")

const deleted = object({
  sid: constant(""),
  auth: constant("true"),
  status: constant(200),
  message: constant("session deleted"),
})

export const ROUTES_OF_5 = {
  session: {
    method: "GET",
    path: "/session",
    about: "Whether the session is open",
    operations: [],
    answers: [
      answered(
        object({
          sid: SID,
          auth: constant("true"),
          status: constant(200),
          data: object({ username: text("admin"), gid: text("10"), grp: GRP }),
        }),
      ),
      refused(403, "wrong session"),
    ],
  },
  logIn: {
    method: "POST",
    path: "/session",
    about: "Opens a session, which the cookie HOMERSESSID holds",
    operations: [],
    body: CREDENTIALS,
    answers: [
      {
        ...answered(
          object({
            status: constant(200),
            sid: SID,
            auth: constant("true"),
            message: constant("ok"),
            data: object(profile),
          }),
        ),
        headers: { "Set-Cookie": "the session" },
      },
      refused(404, "bad password or username"),
      refused(429, "Throttled"),
      MISSING,
      MALFORMED,
    ],
    isOpen: true,
  },
  end: {
    method: "DELETE",
    path: "/session",
    about: "Ends the session",
    operations: [],
    answers: [answered(deleted)],
  },
  logOut: {
    method: "GET",
    path: "/logout",
    about: "Ends the session",
    operations: [],
    answers: [answered(deleted)],
  },
  user: {
    method: "GET",
    path: "/user",
    about: "Who is logged in",
    operations: [],
    answers: [
      answered(
        object({
          sid: SID,
          auth: constant(true),
          status: constant(200),
          data: object({ ...profile, department: text("") }),
        }),
      ),
      refused(403, "wrong session"),
    ],
  },
} satisfies RouteTable<string>

/** Refusals are answered with 200 and say their status in the body, unless the option `status` says otherwise. */
const asSent = (answer: DescribedAnswer, status: HomerOptions["status"]): DescribedAnswer =>
  status === "http" || answer.status === 429 || TRANSPORT.includes(answer.status) ? answer : { ...answer, status: 200 }

const TRANSPORT = [405, 413]

export const describeHomer5 = ({ status }: Pick<HomerOptions, "status">): DescribedDialect["calls"] =>
  describeTable(ROUTES_OF_5, {
    prefix: "/v1",
    group: "HOMER 5",
    mediaTypes: ["application/json", "application/x-www-form-urlencoded"],
    security: [["homerCookie"]],
    common: [
      refused(503, "Unavailable"),
      excepted(500, "Exception", "An internal error occurred."),
      excepted(405, "MethodNotAllowedException", "The Allow header names the methods of this path."),
      excepted(413, "InvalidArgumentException", "The body is larger than 1 MiB."),
    ],
    entrance: [],
  }).map((call) => ({ ...call, answers: call.answers.map((answer) => asSent(answer, status)) }))
