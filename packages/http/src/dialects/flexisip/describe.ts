import { Forbidden, KamailioUnreachable, StoreUnavailable, Throttled, Unauthorized } from "@sipwright/core"
import type { DescribedAnswer, DescribedCall, DescribedDialect, DescribedParameter } from "../../openapi/described.ts"
import { answered, answeredText, refusedWith } from "../../openapi/answers.ts"
import { documentedPath, pathParameters, type PathWords } from "../../openapi/path.ts"
import { distinctErrors, type ErrorClass, sampleError, tagOf, wordsOf } from "../../openapi/sample-error.ts"
import { list, named, object, record, text } from "../../openapi/shape.ts"
import { BadFields } from "./answer.ts"
import type { FlexisipOptions } from "./options.ts"
import { refusalOf } from "./refusal.ts"
import type { Route } from "./route.ts"
import { routesOf } from "./routes.ts"

const MESSAGE = named("FlexisipRefusal", object({ message: text("Invalid JSON.") }))

const badFields = named(
  "FlexisipBadFields",
  object({
    message: text("The username field is required."),
    errors: record(list(text("The username field is required.")), { username: ["The username field is required."] }),
  }),
)

const said = (status: number, about: string) => refusedWith(status, about, MESSAGE, { message: `${about}.` })

const CHALLENGE = {
  "WWW-Authenticate": "digest challenges (RFC 7616), one an algorithm, where `From` names an account",
}

const refusedFor = (one: ErrorClass): ReadonlyArray<DescribedAnswer> => {
  const about = wordsOf(tagOf(one))
  const refusal = refusalOf(sampleError(one))
  if (refusal === undefined) return []
  if (refusal instanceof BadFields) return [{ status: 422, about, shape: badFields }]
  const { status, body } = refusal
  const refused = refusedWith(status, about, MESSAGE, body !== undefined && "json" in body ? body.json : undefined)
  return [status === 401 ? { ...refused, headers: CHALLENGE } : refused]
}

const ENTRANCE: ReadonlyArray<ErrorClass> = [Unauthorized, Forbidden, Throttled, KamailioUnreachable, StoreUnavailable]

const PATH_WORDS: PathWords = {
  id: { about: "number of the account", example: "1" },
  sip: { about: "SIP address, or e-mail address where one is searched", example: "alice@example.org" },
  token: { about: "of POST /accounts/auth_token", example: "Zb3pQ0mXl1yqk7dVtJH5rQ" },
  uuid: { about: "of the device, as the list has it", example: "6a2b8c1e-0d4f-4b7a-9c3e-5f1a2b3c4d5e" },
  key: { about: "of the entry", example: "key" },
  domain: { about: "of the space", example: "example.org" },
}

const FROM: DescribedParameter = {
  name: "From",
  in: "header",
  required: false,
  about: "sip:user@domain of the account that comes in by digest or token",
  shape: text("sip:alice@example.org"),
}

const WHO: Readonly<Record<Route["access"], string>> = {
  public: "For everybody.",
  user: "For accounts, about themselves.",
  admin: "For administrators of the space.",
  super: "For who administers everything.",
}

const callOf = (route: Route, profile: FlexisipOptions["profile"]): DescribedCall => {
  const { access, method, path, operations, about, body, query = [], reply, status = 200 } = route
  const isOpen = access === "public"
  const classes = [...operations.flatMap(({ errors }) => errors), ...(isOpen ? [StoreUnavailable] : ENTRANCE)]
  const well =
    reply === "nothing"
      ? { status, about: "Done" }
      : reply === "text"
        ? answeredText("pong", status)
        : answered(reply, status)
  return {
    method: method.toLowerCase() as DescribedCall["method"],
    path: documentedPath(path),
    group: "Flexisip account manager",
    summary: about,
    about: WHO[access],
    operations: operations.map(({ name }) => name),
    parameters: [...pathParameters(path, PATH_WORDS), ...query, ...(isOpen ? [] : [FROM])],
    ...(body === undefined ? {} : { body: { mediaTypes: ["application/json"], required: true, shape: body } }),
    answers: [
      well,
      ...distinctErrors(classes).flatMap(refusedFor),
      said(400, "Invalid JSON"),
      said(403, "The space has expired"),
      said(404, "The host has no space"),
      said(405, "Another method"),
      said(413, "The body is larger than 1 MiB"),
      said(500, "Server error"),
      // In 2020 a missing From was a wrong field.
      ...(body === undefined && profile !== "2020" ? [] : [{ status: 422, about: "Wrong fields", shape: badFields }]),
    ],
    security: isOpen ? [] : [["apiKey"], ["flexisipKeyCookie"], ["flexisipDigest"], ["flexisipJwt"]],
  }
}

/** What the document says of the API of Flexisip's account manager as it is mounted with these options. */
export const describeFlexisip = ({ profile = "2025" }: Pick<FlexisipOptions, "profile"> = {}): DescribedDialect => ({
  groups: [
    {
      name: "Flexisip account manager",
      about: "Accounts and spaces for liblinphone, Flexisip and scripts of administrators",
    },
  ],
  securitySchemes: {
    apiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "API key of a program or of an account" },
    flexisipKeyCookie: { type: "apiKey", in: "cookie", name: "x-api-key", description: "key of an account" },
    flexisipDigest: { type: "http", scheme: "digest", description: "an account, by its SIP password (RFC 7616)" },
    flexisipJwt: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "token of the identity provider" },
  },
  calls: routesOf(profile).map((route) => callOf(route, profile)),
})
