import { asOneCall, jwtCheck, type Ports, type Principal, type Sipwright } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Context, type Handler, Hono } from "hono"
import { routePath } from "hono/route"
import type { ContentfulStatusCode, StatusCode } from "hono/utils/http-status"
import { mountRoutes } from "../../by-method.ts"
import { unknownAddress } from "../../client-address.ts"
import { limitBody } from "../../middleware/body-limit.ts"
import { responseHeaders } from "../../middleware/response-headers.ts"
import { type Answer, BadFields, Refusal, refused } from "./answer.ts"
import { makeAnswersOfHosts } from "./answers-of-hosts.ts"
import { type Caller, callerOf, endOfOwnSpace } from "./auth/caller.ts"
import { writeKeyCookie } from "./auth/key-cookie.ts"
import { readBody } from "./body.ts"
import { makeTranslate } from "./locales/translate.ts"
import type { FlexisipOptions } from "./options.ts"
import { refusalOf } from "./refusal.ts"
import type { Route } from "./route.ts"
import { routesOf } from "./routes.ts"
import { anyHost, type CallSpace, hostOf, hostNotConfigured, requireNotExpired, spaceOf } from "./space.ts"

const ADMINISTERS = 3
const EVERYTHING = 4

/** The principal as far as the route lets it in: administrators in their own space, who administers everything anywhere. */
const admitted = (
  { access }: Route,
  principal: Principal,
  { domain }: CallSpace,
): Effect.Effect<Principal, Refusal> => {
  const { level, scope, self } = principal
  if (access === "user") {
    return self === undefined ? Effect.fail(new Refusal(403, "This is for accounts only")) : Effect.succeed(principal)
  }
  if (level === EVERYTHING) return Effect.succeed(principal)
  const administersIt =
    level >= ADMINISTERS && (scope.kind === "all" || (scope.kind === "domain" && scope.domain === domain))
  return access === "admin" && administersIt && domain !== undefined
    ? Effect.succeed({ ...principal, scope: { kind: "domain", domain } })
    : Effect.fail(new Refusal(403, "Unauthorized area"))
}

const changes = ({ method, changes: also = false }: Route): boolean => method !== "GET" || also

/** What {@link flexisip} is put together from, without the headers that its answers have. */
interface Parts {
  readonly routes: Hono
  /** Answers for all other paths. */
  readonly rest: Hono
}

export const flexisipParts = (sipwright: Sipwright, options: FlexisipOptions = {}): Parts => {
  const { profile = "2025", clientAddress = unknownAddress, onError } = options
  const isSecure = options.isSecure ?? ((c: Context) => new URL(c.req.url).protocol === "https:")
  const jwt = options.jwt === undefined ? undefined : jwtCheck(options.jwt)
  const translate = makeTranslate(options.locales)

  const send = (c: Context, { status, body, headers = [], key }: Answer): Response => {
    for (const [name, value] of headers) c.header(name, value, { append: true })
    if (key !== undefined) writeKeyCookie(c, key, isSecure(c))
    if (body === undefined) return c.body(null, status as StatusCode)
    return "text" in body
      ? c.text(body.text, status as ContentfulStatusCode)
      : c.json(body.json, status as ContentfulStatusCode)
  }

  const failed = (c: Context, error: unknown): Answer => {
    const refusal = refusalOf(error)
    if (refusal instanceof BadFields) return { status: 422, body: { json: translate(c, refusal.faults) } }
    if (refusal === undefined) onError?.(error, routePath(c), c)
    return refusal ?? refused(500, "Server Error")
  }

  const identify = (c: Context, route: Route): Effect.Effect<Caller, unknown, Ports> =>
    callerOf(c, { profile, jwt, host: clientAddress(c), changes: changes(route) })

  const insideOf = (c: Context, route: Route, space: CallSpace): Effect.Effect<Caller, unknown, Ports> =>
    Effect.gen(function* () {
      yield* requireNotExpired(space.expires)
      const caller = yield* identify(c, route)
      yield* requireNotExpired(yield* endOfOwnSpace(caller.principal))
      return caller
    })

  /** Who calls about a host that has no space: only a key that may do everything is let in, to set one up. */
  const fromOutside = (c: Context, route: Route): Effect.Effect<Caller, unknown, Ports> =>
    c.req.header("x-api-key") === undefined
      ? Effect.fail(hostNotConfigured())
      : Effect.matchEffect(identify(c, route), {
          onFailure: () => Effect.fail(hostNotConfigured()),
          onSuccess: (caller) =>
            caller.principal.level === EVERYTHING ? Effect.succeed(caller) : Effect.fail(hostNotConfigured()),
        })

  const answerInside = (call: Parameters<Route["handle"]>[0], route: Route, found: CallSpace | undefined) =>
    Effect.gen(function* () {
      const { c, space } = call
      const caller = yield* found === undefined ? fromOutside(c, route) : insideOf(c, route, found)
      const answer = yield* admitted(route, caller.principal, space).pipe(
        Effect.flatMap((principal) => route.handle({ ...call, principal })),
        Effect.catch((error) => Effect.succeed(failed(c, error))),
      )
      return { ...answer, headers: [...caller.headers, ...(answer.headers ?? [])] }
    })

  const answerTo = (c: Context, route: Route): Effect.Effect<Answer, unknown, Ports> =>
    Effect.flatMap(readBody(c.req), (body) =>
      Effect.flatMap(spaceOf(c, options.domain), (found): Effect.Effect<Answer, unknown, Ports> => {
        const param = (name: string) => c.req.param(name) ?? ""
        const call = { c, param, body, space: found ?? anyHost, options, host: clientAddress(c) }
        if (route.access !== "public") return answerInside(call, route, found)
        return found === undefined ? Effect.fail(hostNotConfigured()) : route.handle(call)
      }),
    )

  const run = async (c: Context, answering: Effect.Effect<Answer, unknown, Ports>): Promise<Response> =>
    send(c, await sipwright.run(asOneCall(answering)).catch((error: unknown) => failed(c, error)))

  const handlerOf = (route: Route): Handler => {
    if (route.access !== "public" || route.isOfHost !== true) return (c) => run(c, answerTo(c, route))
    const answers = makeAnswersOfHosts()
    return (c) => {
      const host = hostOf(c)
      const known = answers.find(host)
      return known === undefined ? run(c, answers.keeping(host, answerTo(c, route))) : send(c, known)
    }
  }

  const wrongMethod: Handler = (c) =>
    send(c, refused(405, "This call has to be made by a method that the Allow header names."))
  const limited = limitBody((c) => send(c, refused(413, "The body is larger than 1 MiB.")))
  const limitedTo =
    (handler: Handler): Handler =>
    (c, next) =>
      limited(c, () => handler(c, next))

  return {
    routes: mountRoutes(new Hono(), routesOf(profile), handlerOf, () => wrongMethod, limitedTo),
    rest: new Hono().all(
      "*",
      limitedTo((c) => send(c, refused(404, "Not Found"))),
    ),
  }
}

/**
 * The API of Flexisip's account manager, for its clients: liblinphone, Flexisip itself, and scripts of administrators. Mount it under any prefix; `/api` is the usual one.
 */
export const flexisip = (sipwright: Sipwright, options: FlexisipOptions = {}): Hono => {
  const { routes, rest } = flexisipParts(sipwright, options)
  return new Hono().use(responseHeaders).route("/", routes).route("/", rest)
}
