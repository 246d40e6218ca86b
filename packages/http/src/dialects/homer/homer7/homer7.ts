import { asOneCall, createSession, type Ports, type Principal, type Sipwright } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Context, type Handler, Hono } from "hono"
import { routePath } from "hono/route"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { unknownAddress } from "../../../client-address.ts"
import { bearerOf } from "../../../header-credentials.ts"
import { limitBody } from "../../../middleware/body-limit.ts"
import { isReadable, readCredentials, type SentCredentials } from "../../../password-body.ts"
import { faultOf } from "../../../fault.ts"
import { LOGIN, logIn } from "../log-in.ts"
import type { HomerOptions } from "../options.ts"
import { guidOf, isAdmin } from "../person.ts"
import { mountTable } from "../../../route-table.ts"
import { badToken, type Body, failure, loginRequired, notFound, notLetIn, unreadable, wrongMethod } from "./answers.ts"
import { authTypes } from "./auth-types.ts"
import { httpAuth, notVerified } from "./http-auth.ts"
import { ROUTES_OF_7 } from "./routes.ts"
import { checkToken, makeToken } from "./token.ts"
import { findUser, listGroups, listUsers, ownUserProfile } from "./users.ts"

const INTERNAL = "An internal error occurred."

const opening = Effect.fnUntraced(function* (sent: SentCredentials, host: string | undefined) {
  const { login, person } = yield* logIn(sent, host)
  const { secrets } = yield* createSession(login, "bearer", LOGIN, (ends) =>
    Effect.map(makeToken(person, ends), (name) => ({ name })),
  )
  return { token: secrets.name, scope: guidOf(person.name), user: { admin: isAdmin(person) } }
})

type Reading = (principal: Principal, c: Context) => Effect.Effect<Body, unknown, Ports>

/** Logins, users and `http_auth` of HOMER 7, to be mounted under /v3. */
export const homer7 = (sipwright: Sipwright, options: HomerOptions): Hono => {
  const { clientAddress = unknownAddress, onError } = options

  const send = (c: Context, body: Body, status: number): Response => c.json(body, status as ContentfulStatusCode)

  /** What went wrong, where it is nothing that a path has its own words for. */
  const failed = (c: Context, error: unknown): Response => {
    const fault = faultOf(error)
    if (fault.kind === "unavailable") return send(c, failure(fault.message), 503)
    if (fault.kind === "input") return send(c, failure(fault.message), 400)
    onError?.(error, routePath(c), c)
    return send(c, failure(INTERNAL), 500)
  }

  const loginFailed = (c: Context, error: unknown): Response => {
    const fault = faultOf(error)
    switch (fault.kind) {
      case "unauthorized":
        return send(c, notLetIn(401, "Unauthorized", "incorrect password"), 401)
      case "throttled":
        c.header("Retry-After", String(fault.retryAfter))
        return send(c, notLetIn(429, "Too Many Requests", fault.message), 429)
      case "unavailable":
        return send(c, notLetIn(503, "Service Unavailable", fault.message), 503)
      default:
        return failed(c, error)
    }
  }

  const login = async (c: Context): Promise<Response> => {
    const sent = await readCredentials(c.req)
    if (!isReadable(sent)) return send(c, unreadable(sent), 400)
    return sipwright.run(asOneCall(opening(sent, clientAddress(c)))).then(
      (body) => send(c, body, 201),
      (error: unknown) => loginFailed(c, error),
    )
  }

  const refused = (c: Context, error: unknown): Response =>
    faultOf(error).kind === "unauthorized" ? send(c, badToken, 401) : failed(c, error)

  /** Runs for whoever the token of the call stands for. */
  const withToken =
    (respond: (principal: Principal, c: Context) => Effect.Effect<Response, unknown, Ports>): Handler =>
    async (c) => {
      const token = bearerOf(c.req)
      if (token === undefined) return send(c, loginRequired, 401)
      const responding = Effect.flatMap(checkToken(token), (principal) => respond(principal, c))
      return sipwright.run(asOneCall(responding)).catch((error: unknown) => refused(c, error))
    }

  const reading = (read: Reading): Handler =>
    withToken((principal, c) => Effect.map(read(principal, c), (body) => send(c, body, 200)))
  const saying = (body: Body, status: number): Handler => withToken((_, c) => Effect.sync(() => send(c, body, status)))

  const types = (c: Context) =>
    sipwright.run(asOneCall(authTypes)).then(
      (body) => send(c, body, 200),
      (error: unknown) => failed(c, error),
    )

  const noMethod = (c: Context) => send(c, wrongMethod, 405)
  // Behind a token, what there is and what not is told only to those who have one. HEAD is nowhere.
  const behindToken =
    (otherwise: Handler): Handler =>
    (c, next) =>
      c.req.raw.method === "HEAD" ? noMethod(c) : otherwise(c, next)
  const tooLarge = limitBody((c) => send(c, failure("The body is larger than 1 MiB."), 413))

  return mountTable(
    new Hono().use("/http_auth", limitBody(notVerified)).use(tooLarge),
    ROUTES_OF_7,
    {
      httpAuth: httpAuth(sipwright, options),
      logIn: login,
      authTypes: types,
      users: reading(listUsers),
      ownProfile: reading(ownUserProfile),
      groups: reading(listGroups),
      user: reading((principal, c) => findUser(principal, c.req.param("guid") ?? "")),
    },
    ({ isOpen = false }) => (isOpen ? noMethod : behindToken(saying(wrongMethod, 405))),
  ).all("*", behindToken(saying(notFound, 404)))
}
