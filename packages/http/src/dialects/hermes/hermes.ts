import {
  asOneCall,
  authenticateSession,
  Forbidden,
  mayUse,
  type Ports,
  type Principal,
  type Sipwright,
  Throttled,
  Unauthorized,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Context, Hono, type MiddlewareHandler } from "hono"
import { routePath } from "hono/route"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { type ClientAddress, unknownAddress } from "../../client-address.ts"
import { principalOfHeaders } from "../../header-credentials.ts"
import { type Answer, internalError, invalid, statusOf } from "./answer.ts"
import { limitBody } from "../../middleware/body-limit.ts"
import { responseHeaders } from "../../middleware/response-headers.ts"
import type { OnError } from "../../on-error.ts"
import { answerOf, type TaggedError, type Wording } from "./causes.ts"
import { dropSessionCookie, readSessionCookie, writeSessionCookie } from "./cookie.ts"
import { listBody } from "./list-response.ts"
import { Listed, type Node, PlainText, type Reply } from "./node.ts"
import { changes, findNode, isGroup } from "./nodes.ts"
import { given, type Parameters, readCall, UnreadableBody } from "./parameters.ts"
import { SESSION_NODES, type SessionNode, type SessionReply } from "./sessions.ts"

/** How the Hermes API behaves. */
export interface HermesOptions {
  /** Answers with the HTTP status that fits, instead of 200 always; a call can ask for it with `http_status=1`. */
  readonly httpStatus?: boolean
  /** Sessions need their cookie; true by default, as in the original. */
  readonly requireCookie?: boolean
  /** Which nodes may be called by GET: all, those that only read, or none. */
  readonly get?: "all" | "reads" | "off"
  /** Whether the request came over https, so that the cookie is marked Secure. From the URL by default. */
  readonly isSecure?: (c: Context) => boolean
  /** Whether paths outside of its groups are left to whatever is mounted after it; false by default: it answers for them. */
  readonly groupsOnly?: boolean
  /** Where a call comes from; API keys are bound to it, and wrong credentials are counted by it. */
  readonly clientAddress?: ClientAddress
  /** Told of what is answered as `error`; no parameter of the call is in it. */
  readonly onError?: OnError
}

const isTagged = (error: unknown): error is TaggedError =>
  typeof error === "object" && error !== null && "_tag" in error && "message" in error

/** {@link hermes} without the headers that its answers have. */
export const hermesRoutes = (sipwright: Sipwright, options: HermesOptions = {}): Hono => {
  const { requireCookie = true, get = "all", clientAddress = unknownAddress } = options
  const isSecure = options.isSecure ?? ((c: Context) => new URL(c.req.url).protocol === "https:")

  const json = (c: Context, body: Answer, status: number) => c.json(body, status as ContentfulStatusCode)
  const answer = (c: Context, body: Answer, withStatus: boolean) => json(c, body, withStatus ? statusOf(body) : 200)

  const wantsStatus = (parameters: Parameters): boolean =>
    options.httpStatus === true || ["1", "true", "yes"].includes(parameters.get("http_status") ?? "")

  const worded = (c: Context, error: unknown, wording: Wording, path: string): Answer => {
    const told = isTagged(error) ? answerOf(error, wording) : internalError
    if (told.response === "error") options.onError?.(error, path, c)
    return told
  }

  /** For an answer whose head is still to come. */
  const failure = (c: Context, error: unknown, wording: Wording, path: string): Answer => {
    if (error instanceof Throttled) c.header("Retry-After", String(error.retryAfter))
    return worded(c, error, wording, path)
  }

  const methodRefused = (c: Context, path: string): Response | undefined => {
    // Hono hands HEAD to the handler of GET; the request itself knows better.
    const { method } = c.req.raw
    if (method === "POST") return undefined
    const node = findNode(path)
    const reads = node === undefined ? !(path in SESSION_NODES) : !changes(node)
    if (method === "GET" && (get === "all" || (get === "reads" && reads))) return undefined
    c.header("Allow", get === "off" || (get === "reads" && !reads) ? "POST" : "GET, POST")
    return json(c, invalid("method", "This call has to be made by a method that the Allow header names."), 405)
  }

  const sessionNode = async (
    c: Context,
    node: SessionNode,
    parameters: Parameters,
    path: string,
  ): Promise<Response> => {
    // A cookie that is required and missing fits no session.
    const cookie = requireCookie ? (readSessionCookie(c) ?? "") : undefined
    const reply: SessionReply = await sipwright
      .run(asOneCall(node.run(parameters, { cookie, host: clientAddress(c) })))
      .catch((error: unknown) => ({ answer: failure(c, error, node, path) }))
    if (reply.cookie === null) dropSessionCookie(c, isSecure(c))
    else if (reply.cookie !== undefined) writeSessionCookie(c, reply.cookie, isSecure(c))
    return answer(c, reply.answer, wantsStatus(parameters))
  }

  const authenticate = (c: Context, parameters: Parameters): Effect.Effect<Principal, TaggedError, Ports> => {
    const session = given(parameters, "session")
    const authKey = given(parameters, "auth_key")
    if (session === undefined && authKey === undefined) {
      return principalOfHeaders(c.req, clientAddress(c)) ?? Effect.fail(new Unauthorized())
    }
    if (session === undefined || authKey === undefined) return Effect.fail(new Unauthorized())
    const cookie = requireCookie ? (readSessionCookie(c) ?? "") : undefined
    return authenticateSession({ session, authKey, cookie })
  }

  // In this order: session, node, access, parameters.
  const reply = (c: Context, node: Node | undefined, parameters: Parameters, fault: Answer | undefined) =>
    Effect.flatMap(authenticate(c, parameters), (principal): Effect.Effect<Reply, TaggedError, Ports> => {
      if (node === undefined) return Effect.succeed(invalid("node", "There is no such node."))
      const refused = node.operations.find((operation) => !mayUse(operation, principal))
      if (refused !== undefined) return Effect.fail(new Forbidden({ operation: refused.name }))
      const plan = fault ?? node.plan(parameters)
      return typeof plan === "function" ? plan(principal) : Effect.succeed(plan)
    })

  const respond = (c: Context, node: Node | undefined, said: Reply, status: boolean, path: string): Response => {
    if (said instanceof PlainText) return c.text(said.text)
    if (said instanceof Listed) {
      if (said.isEmpty && node?.emptyList !== undefined) return answer(c, node.emptyList, status)
      c.header("Content-Type", "application/json")
      return c.body(listBody(said, sipwright.run, (error) => worded(c, error, node ?? {}, path)))
    }
    return answer(c, said, status)
  }

  const handle = async (c: Context): Promise<Response> => {
    // Without a group and a node it is the path of no node.
    const path = `${c.req.param("group") ?? ""}/${c.req.param("node") ?? ""}`
    const refusedMethod = methodRefused(c, path)
    if (refusedMethod !== undefined) return refusedMethod
    const read = await readCall(c.req)
    if (read instanceof UnreadableBody) {
      const status = read.status ?? (wantsStatus(new Map(new URL(c.req.url).searchParams)) ? 400 : 200)
      return json(c, read.answer, status)
    }
    const { parameters, fault } = read
    const session = SESSION_NODES[path]
    if (session !== undefined) {
      if (fault !== undefined) return answer(c, fault, wantsStatus(parameters))
      return sessionNode(c, session, parameters, path)
    }
    const node = findNode(path)
    // Of a node that is none, the path is whatever the client wrote.
    const named = node === undefined ? routePath(c) : path
    const said = await sipwright
      .run(asOneCall(reply(c, node, parameters, fault)))
      .catch((error: unknown) => failure(c, error, node ?? {}, named))
    return respond(c, node, said, wantsStatus(parameters), named)
  }

  const limited = limitBody((c) => json(c, invalid("parameters", "The body is larger than 1 MiB."), 413))

  const isOurs = (c: Context): boolean => options.groupsOnly !== true || isGroup(c.req.param("group") ?? "")
  // One function: one for the limit before it would cost every call more turns of the queue.
  const handleOurs: MiddlewareHandler = (c, next) => (isOurs(c) ? limited(c, () => handle(c)) : next())

  return new Hono().all("/:group/:node", handleOurs).all("/:group/*", handleOurs).all("*", handleOurs)
}

/**
 * The Hermes API (api/{group}/{node}). GET with query parameters and POST with a form or JSON mean the same. Mount it under
 * any prefix; `/api` is the usual one.
 */
export const hermes = (sipwright: Sipwright, options: HermesOptions = {}): Hono =>
  new Hono().use(responseHeaders).route("/", hermesRoutes(sipwright, options))
