import {
  type AccessLevel,
  accessLevelName,
  DirectoryUnavailable,
  Forbidden,
  StoreUnavailable,
  Throttled,
  Unauthorized,
} from "@sipwright/core"
import type {
  DescribedAnswer,
  DescribedBody,
  DescribedCall,
  DescribedDialect,
  DescribedParameter,
} from "../../openapi/described.ts"
import { answered, answeredText, refusedWith } from "../../openapi/answers.ts"
import { distinctErrors, type ErrorClass, sampleError, tagOf, wordsOf } from "../../openapi/sample-error.ts"
import { named, object, optional as absent, oneOf, text } from "../../openapi/shape.ts"
import { headerSchemes } from "../../openapi/security-schemes.ts"
import { type Answer, internalError, invalid, statusOf } from "./answer.ts"
import { answerOf } from "./causes.ts"
import { COOKIE_NAME } from "./cookie.ts"
import type { HermesOptions } from "./hermes.ts"
import type { Described, NamedOperation, Parameter } from "./node.ts"
import { allNodes, changes } from "./nodes.ts"
import { SESSION_NODES } from "./sessions.ts"

const GROUPS: Readonly<Record<string, string>> = {
  auth: "Sessions, operators and API keys",
  user: "Accounts",
  phone: "Phones and the users that they carry",
  numbers: "The pool of free numbers",
  alias: "Aliases",
  domain: "Domains and their default servers",
  permission: "What users may call",
}

const refusal = named(
  "HermesRefusal",
  object({
    response: oneOf(["failed", "invalid", "error", "notimplemented"]),
    cause: absent(text("nonexistant", "a word for programs")),
    detail: absent(text("There is no account alice@example.org.", "a sentence for people")),
    description: absent(text("r_port is not a port.", "the same as detail, from domain/set_servers")),
  }),
)

/** What a node refuses, by the words that stand for it: from its operations' errors, and what it says by itself. */
const refusalsOf = (node: Described, classes: ReadonlyArray<ErrorClass>): ReadonlyMap<string, Answer> => {
  const common = [invalid("parameters", "user is missing."), internalError]
  const malformed = Object.values(node.malformed ?? {}).map((say) => say("It is not what it has to be."))
  const errors = distinctErrors(classes).map((one) => errorAnswer(one, node))
  const answers = [...common, ...(node.refusals ?? []), ...malformed, ...errors]
  return new Map(answers.map((answer) => [wordsFor(answer), answer]))
}

const wordsFor = ({ response, cause = "" }: Answer): string => `${response} ${cause}`.trim()

const errorAnswer = (one: ErrorClass, node: Described): Answer => {
  const answer = answerOf(sampleError(one), node)
  return answer.cause === "dbfail" ? { ...answer, detail: `${wordsOf(tagOf(one))}.` } : answer
}

// The original answered 200 whatever happened; http_status=1 asks for the other.
const refused = (answer: Answer, always200: boolean): ReadonlyArray<DescribedAnswer> => {
  const as = (status: number) => refusedWith(status, wordsFor(answer), refusal, answer)
  const status = statusOf(answer)
  return always200 ? [as(200), as(status)] : [as(status)]
}

const transport: ReadonlyArray<DescribedAnswer> = [
  {
    ...refusedWith(405, "invalid method", refusal, invalid("method")),
    headers: { Allow: "methods of the node" },
  },
  refusedWith(413, "The body is larger than 1 MiB", refusal, invalid("parameters")),
  refusedWith(415, "The body is of another type", refusal, invalid("parameters")),
]

const wellDone = ({ reply }: Described): DescribedAnswer =>
  reply === "text" ? answeredText("gBCyQywla3dGgBfAI2kx3U6J") : answered(reply)

const inQuery = ({ name, required, about, example }: Parameter): DescribedParameter => ({
  name,
  in: "query",
  required,
  about,
  shape: text(example),
})

const httpStatus: DescribedParameter = {
  name: "http_status",
  in: "query",
  required: false,
  about: "1: refusals have an HTTP status that fits, instead of 200",
  shape: text("1"),
}

const bodyOf = (parameters: ReadonlyArray<Parameter>): DescribedBody => ({
  mediaTypes: ["application/x-www-form-urlencoded", "application/json"],
  required: parameters.some(({ required }) => required),
  shape: object(
    Object.fromEntries(
      parameters.map(({ name, about, example, required }) => {
        const shape = text(example, about)
        return [name, required ? shape : absent(shape)]
      }),
    ),
  ),
})

const needed = (operations: ReadonlyArray<NamedOperation>): string => {
  const level = operations.reduce<AccessLevel>((most, { needs }) => (needs.level > most ? needs.level : most), 0)
  return level === 0 ? "For everybody who is logged in." : `From ${accessLevelName(level)} on.`
}

/** What the document says of the Hermes API as it is mounted with these options. */
export const describeHermes = (
  options: Pick<HermesOptions, "get" | "httpStatus" | "requireCookie"> = {},
): DescribedDialect => {
  const { get = "all", httpStatus: alwaysStatus = false, requireCookie = true } = options
  const sessionSet = ["hermesSession", "hermesAuthKey", ...(requireCookie ? ["hermesCookie"] : [])]
  const security = [sessionSet, ["apiKey"], ["bearer"], ["webitelToken", "webitelKey"]]

  const callsOf = (
    path: string,
    node: Described,
    operations: ReadonlyArray<NamedOperation>,
    by: {
      readonly get: boolean
      readonly security: DescribedCall["security"]
      readonly about: string
      readonly entrance: ReadonlyArray<ErrorClass>
    },
  ): ReadonlyArray<DescribedCall> => {
    const refusals = [
      ...refusalsOf(node, [...operations.flatMap(({ errors }) => errors), ...by.entrance]).values(),
    ].flatMap((one) => refused(one, !alwaysStatus))
    const common = {
      path: `/${path}`,
      group: `Hermes: ${path.slice(0, path.indexOf("/"))}`,
      summary: node.about,
      about: by.about,
      operations: operations.map(({ name }) => name),
      ...(node.credentials === undefined ? {} : { credentials: node.credentials }),
      answers: [wellDone(node), ...refusals, ...transport],
      security: by.security,
    }
    const query = alwaysStatus ? [] : [httpStatus]
    const posted: DescribedCall = { ...common, method: "post", parameters: query, body: bodyOf(node.parameters) }
    const got: DescribedCall = { ...common, method: "get", parameters: [...node.parameters.map(inQuery), ...query] }
    return by.get ? [posted, got] : [posted]
  }

  const sessionCalls = Object.entries(SESSION_NODES).flatMap(([path, node]) =>
    callsOf(path, node, [node.operation], {
      get: get === "all",
      security: path === "auth/login" || !requireCookie ? [] : [["hermesCookie"]],
      about: "For everybody.",
      entrance: [Throttled],
    }),
  )
  const entrance = [Unauthorized, Forbidden, Throttled, DirectoryUnavailable, StoreUnavailable]
  const nodeCalls = [...allNodes()].flatMap(([path, node]) =>
    callsOf(path, node, node.operations, {
      get: get === "all" || (get === "reads" && !changes(node)),
      security,
      about: needed(node.operations),
      entrance,
    }),
  )
  return {
    groups: Object.entries(GROUPS).map(([name, about]) => ({ name: `Hermes: ${name}`, about })),
    securitySchemes: {
      hermesSession: { type: "apiKey", in: "query", name: "session", description: "of auth/login" },
      hermesAuthKey: {
        type: "apiKey",
        in: "query",
        name: "auth_key",
        description: "of auth/login or the last auth/ping",
      },
      hermesCookie: { type: "apiKey", in: "cookie", name: COOKIE_NAME, description: "set by auth/login" },
      ...headerSchemes,
    },
    calls: [...sessionCalls, ...nodeCalls],
  }
}
