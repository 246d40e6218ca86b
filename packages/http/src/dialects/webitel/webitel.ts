import {
  asOneCall,
  authenticatePair,
  endSession,
  type Ports,
  type Principal,
  roleOf,
  type Sipwright,
  Unauthorized,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Context, type Handler, Hono } from "hono"
import { routePath } from "hono/route"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { byMethod } from "../../by-method.ts"
import { mountTable } from "../../route-table.ts"
import { unknownAddress } from "../../client-address.ts"
import { limitBody } from "../../middleware/body-limit.ts"
import { openCors } from "../../middleware/cors.ts"
import { responseHeaders } from "../../middleware/response-headers.ts"
import { isReadable, readCredentials, type Unreadable } from "../../password-body.ts"
import { type Answer, done, plain, refused } from "./answer.ts"
import { type Caller, callerOf } from "./caller.ts"
import { addToken, listTokens, removeToken, setTokenState } from "./domain-tokens.ts"
import { type JsonObject, readObject } from "./json-body.ts"
import { cdrOf, domainOf, logIn } from "./login.ts"
import type { WebitelOptions } from "./options.ts"
import { Refusal, refusalOf } from "./refusal.ts"
import { DOORS, ROUTES } from "./routes.ts"
import { addRole, getRole, listRoles, putRole, removeRole } from "./roles.ts"
import { sentTokens } from "./sent-tokens.ts"

type Reply = Effect.Effect<Answer, unknown, Ports>

const CORS = openCors(
  ["Content-type", "Accept", "X-Access-Token", "X-Key"],
  ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
)

const unreadable = (why: Unreadable): Answer => {
  if (why === "malformed") return refused(400, "Bad request")
  if ("fault" in why) return refused(400, why.fault)
  return why.missing.includes("username") ? refused(400, "User name is required") : refused(401, "Invalid credentials")
}

const badCaller = () => new Refusal(401, "Bad caller")

/** Only the pair that is in use ends itself. */
const logOut = (c: Context): Reply =>
  Effect.gen(function* () {
    const { token, key } = sentTokens(c.req, yield* readObject(c.req))
    if (token === undefined || key === undefined) return yield* Effect.fail(badCaller())
    yield* Effect.catch(authenticatePair({ key, token }), (error) =>
      Effect.fail(error instanceof Unauthorized ? badCaller() : error),
    )
    yield* endSession({ form: "pair", name: key }, "sessions.logout")
    return done("Successful logout.")
  })

/** GET /api/v2/whoami: the role as it is now, and not as it was at login. */
const whoAmI = ({ principal, expires }: Caller, options: WebitelOptions): Reply => {
  const { name, acl } = roleOf(principal)
  const domain = domainOf(principal)
  return Effect.succeed(
    plain({
      acl,
      id: principal.name,
      ...(domain === undefined ? {} : { domain }),
      roleName: name,
      expires,
      cdr: cdrOf(options),
    }),
  )
}

/** {@link webitel} without the headers that its answers have. */
export const webitelRoutes = (sipwright: Sipwright, options: WebitelOptions = {}): Hono => {
  const { clientAddress = unknownAddress, onError } = options

  const send = (c: Context, { status, body, retryAfter }: Answer): Response => {
    if (retryAfter !== undefined) c.header("Retry-After", String(retryAfter))
    return c.json(body, status as ContentfulStatusCode)
  }

  const failed = (c: Context, error: unknown): Answer => {
    const refusal = refusalOf(error)
    if (refusal === undefined) onError?.(error, routePath(c), c)
    return refusal ?? refused(500, "An internal error occurred.")
  }

  const run = async (c: Context, reply: Reply): Promise<Response> =>
    send(c, await sipwright.run(asOneCall(reply)).catch((error: unknown) => failed(c, error)))

  const login: Handler = async (c) => {
    const sent = await readCredentials(c.req)
    if (!isReadable(sent)) return send(c, unreadable(sent))
    const reply = logIn(sent, clientAddress(c), options)
    const unknown = (error: unknown) =>
      refusalOf(error)?.status === 404 ? refused(404, "User not found") : failed(c, error)
    return send(c, await sipwright.run(asOneCall(reply)).catch(unknown))
  }

  /** Runs for whoever the tokens of the call stand for. */
  const called =
    (reply: (principal: Principal, c: Context, body: JsonObject, caller: Caller) => Reply): Handler =>
    (c) =>
      run(
        c,
        Effect.gen(function* () {
          const body = yield* readObject(c.req)
          const caller = yield* callerOf(sentTokens(c.req, body))
          return yield* reply(caller.principal, c, body, caller)
        }),
      )

  const wrongMethod: Handler = (c) => send(c, refused(405, "The Allow header names the methods of this path."))
  // What there is and what not is told only to those who may come in.
  const noRoute = byMethod(
    Object.fromEntries(
      ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => [
        method,
        called((_, c) => Effect.succeed(refused(404, `${c.req.path} not found.`))),
      ]),
    ),
    wrongMethod,
  )
  const tooLarge = limitBody((c) => send(c, refused(413, "The body is larger than 1 MiB.")))
  const name = (c: Context) => c.req.param("name") ?? ""
  const id = (c: Context) => c.req.param("id") ?? ""

  const refuse = () => wrongMethod
  const api = mountTable(
    new Hono().use(CORS, tooLarge),
    ROUTES,
    {
      listRoles: called(listRoles),
      addRole: called((principal, _, body) => addRole(principal, body)),
      getRole: called((principal, c) => getRole(principal, name(c))),
      putRole: called((principal, c, body) => putRole(principal, name(c), body)),
      removeRole: called((principal, c) => removeRole(principal, name(c))),
      listTokens: called((principal, c) => listTokens(principal, name(c))),
      addToken: called((principal, c, body) => addToken(principal, name(c), body)),
      setTokenState: called((principal, c, body) => setTokenState(principal, name(c), id(c), body)),
      removeToken: called((principal, c) => removeToken(principal, name(c), id(c))),
      whoAmI: called((_, __, ___, caller) => whoAmI(caller, options)),
    },
    refuse,
  ).all("*", noRoute)

  const doors = new Hono().use("/login", CORS, tooLarge).use("/logout", CORS, tooLarge)
  return mountTable(doors, DOORS, { login, logout: (c) => run(c, logOut(c)) }, refuse).route("/api/v2", api)
}

/**
 * Logins of Webitel (/login, /logout), its roles and the tokens of domains (/api/v2/…). Mount it at the root of a host, or under any prefix.
 */
export const webitel = (sipwright: Sipwright, options: WebitelOptions = {}): Hono =>
  new Hono()
    .use("/login", responseHeaders)
    .use("/logout", responseHeaders)
    .use("/api/v2/*", responseHeaders)
    .route("/", webitelRoutes(sipwright, options))
