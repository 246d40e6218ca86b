import {
  asOneCall,
  authenticateToken,
  createSession,
  endSession,
  generateSid,
  type Ports,
  SecureRandom,
  type Sipwright,
  Unauthorized,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Context, Hono } from "hono"
import { routePath } from "hono/route"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { unknownAddress } from "../../../client-address.ts"
import { limitBody } from "../../../middleware/body-limit.ts"
import { isReadable, readCredentials, type Unreadable } from "../../../password-body.ts"
import { faultOf } from "../../../fault.ts"
import { LOGIN, LOGOUT, logIn } from "../log-in.ts"
import type { HomerOptions } from "../options.ts"
import { ownProfile } from "../own-profile.ts"
import { mountTable } from "../../../route-table.ts"
import { ROUTES_OF_5 } from "./routes.ts"
import { type Body, exception, loggedIn, ownUser, refused, sessionDeleted, sessionOpen } from "./answers.ts"
import { dropSid, readSid, writeSid } from "./session-cookie.ts"

const unreadable = (why: Unreadable): Body => {
  if (why === "malformed") {
    return exception(400, "InvalidArgumentException", "The body is neither a JSON object nor a form.")
  }
  if ("fault" in why) return exception(400, "InvalidArgumentException", why.fault)
  return exception(400, "MissingRequiredArgumentException", `Argument '${why.missing[0]}' is missing.`)
}

/** What a call is refused with where the session or the password is not right. */
interface Refusal {
  readonly auth: "false" | false
  readonly status: 403 | 404
  readonly message: string
}

const wrongPassword: Refusal = { auth: "false", status: 404, message: "bad password or username" }
const wrongSession: Refusal = { auth: "false", status: 403, message: "wrong session" }

/** The sessions of HOMER 5 (/session, /logout, /user), to be mounted under /v1. */
export const homer5 = (sipwright: Sipwright, options: HomerOptions): Hono => {
  const { status = "always200", clientAddress = unknownAddress, onError } = options
  const isSecure = options.isSecure ?? ((c: Context) => new URL(c.req.url).protocol === "https:")

  const send = (c: Context, body: Body, http: number): Response =>
    c.body(JSON.stringify(body, undefined, 4), http as ContentfulStatusCode, {
      "Content-Type": "application/json; charset=utf-8",
    })
  // That too much was tried is said by nothing but the status, whoever asks; no documented answer is one of these.
  const answer = (c: Context, body: Body) => send(c, body, status === "http" || body.status === 429 ? body.status : 200)

  const failure = (c: Context, error: unknown, { auth, status, message }: Refusal): Body => {
    const fault = faultOf(error)
    const refuse = (code: number, sentence: string) => refused(readSid(c) ?? "", auth, code, sentence)
    switch (fault.kind) {
      case "unauthorized":
        return refuse(status, message)
      case "throttled":
        c.header("Retry-After", String(fault.retryAfter))
        return refuse(429, fault.message)
      case "unavailable":
        return refuse(503, fault.message)
      case "input":
        return exception(400, "InvalidArgumentException", fault.message)
      case "internal":
        onError?.(error, routePath(c), c)
        return exception(500, "Exception", "An internal error occurred.")
    }
  }

  const run = async (c: Context, refusal: Refusal, effect: Effect.Effect<Body, unknown, Ports>) =>
    answer(c, await sipwright.run(asOneCall(effect)).catch((error: unknown) => failure(c, error, refusal)))

  const opening = (c: Context, sent: Parameters<typeof logIn>[0]) =>
    Effect.gen(function* () {
      const { login, person, lastVisit } = yield* logIn(sent, clientAddress(c))
      const before = readSid(c)
      if (before !== undefined) yield* endSession({ form: "cookie", name: before }, LOGOUT)
      const random = yield* SecureRandom
      // Always one of ours: an id that the client came with may be known to others.
      const made = () => Effect.succeed({ name: Redacted.value(generateSid(random)) })
      const { secrets } = yield* createSession(login, "cookie", LOGIN, made)
      writeSid(c, secrets.name, isSecure(c))
      return loggedIn(secrets.name, person, lastVisit)
    })

  const session = (c: Context) =>
    Effect.gen(function* () {
      const sid = readSid(c)
      if (sid === undefined) return yield* new Unauthorized()
      const { principal } = yield* authenticateToken("cookie", sid)
      return { sid, principal }
    })

  const post = async (c: Context): Promise<Response> => {
    const sent = await readCredentials(c.req)
    return isReadable(sent) ? run(c, wrongPassword, opening(c, sent)) : answer(c, unreadable(sent))
  }

  const get = (c: Context) =>
    run(
      c,
      wrongSession,
      Effect.map(session(c), ({ sid, principal }) => sessionOpen(sid, principal)),
    )

  const end = (c: Context) => {
    const sid = readSid(c)
    const ending = sid === undefined ? Effect.void : endSession({ form: "cookie", name: sid }, LOGOUT)
    const ended = Effect.map(ending, () => {
      dropSid(c, isSecure(c))
      return sessionDeleted
    })
    return run(c, wrongSession, ended)
  }

  const user = (c: Context) =>
    run(
      c,
      { ...wrongSession, auth: false },
      Effect.flatMap(session(c), ({ sid, principal }) =>
        Effect.map(ownProfile(principal), ({ person, lastVisit }) => ownUser(sid, person, lastVisit)),
      ),
    )

  // What the transport refuses keeps its status, as with every dialect.
  const wrongMethod = (c: Context) =>
    send(c, exception(405, "MethodNotAllowedException", "The Allow header names the methods of this path."), 405)
  const tooLarge = limitBody((c) =>
    send(c, exception(413, "InvalidArgumentException", "The body is larger than 1 MiB."), 413),
  )
  const noRoute = (c: Context) =>
    c.req.raw.method === "HEAD"
      ? wrongMethod(c)
      : answer(c, exception(400, "RouteNotFoundException", `There is no route for '${c.req.path}'.`))
  return mountTable(
    new Hono().use(tooLarge),
    ROUTES_OF_5,
    { logIn: post, session: get, end, logOut: end, user },
    () => wrongMethod,
  ).all("*", noRoute)
}
