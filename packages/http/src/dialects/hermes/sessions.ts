import { anonymous, execute, operations, type Ports } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Answer, failed, ok } from "./answer.ts"
import type { TaggedError } from "./causes.ts"
import { constant, object, text, whole } from "../../openapi/shape.ts"
import { type Described, type NamedOperation, okReply, optional, required } from "./node.ts"
import { given, type Parameters } from "./parameters.ts"

const { sessions } = operations

/** What a session node answers, and what becomes of the cookie: a new secret, none, or (undefined) as it was. */
export interface SessionReply {
  readonly answer: Answer
  readonly cookie?: string | null
}

const unauthorized = (detail: string): Answer => failed("unauthorized", detail)

interface SessionCaller {
  /** The cookie that has to fit; undefined where none has to. */
  readonly cookie: string | undefined
  /** Where the call comes from. */
  readonly host: string | undefined
}

/** A node that opens, keeps or ends a session. */
export interface SessionNode extends Described {
  readonly operation: NamedOperation
  readonly run: (parameters: Parameters, caller: SessionCaller) => Effect.Effect<SessionReply, TaggedError, Ports>
}

export const SESSION_NODES: Readonly<Record<string, SessionNode>> = {
  "auth/login": {
    about: "Opens a session",
    parameters: [
      optional("username", "login name of an operator", "admin"),
      optional("password", "of the operator", "correct-horse-battery"),
      optional(
        "api_key",
        "of a program, in place of name and password",
        "sipw_Iyxou2nZEIM4Anbm79nqvRggWQiTc5h5XOrwV1gJkgE",
      ),
      optional(
        "assertion",
        "JWT signed by a key pair, in place of name and password (RFC 7523)",
        "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
      ),
    ],
    reply: okReply({
      session: text("Zb3pQ0mXl1yqk7dVtJH5rQ"),
      auth_key: text("0pVtnLr9gO3mWcYtT2yEoA"),
      expires_in: whole(300, "seconds that auth_key is good for"),
    }),
    credentials: { hermesSession: "session", hermesAuthKey: "auth_key" },
    operation: sessions.login,
    fields: { apiKey: "api_key" },
    run: (parameters, { host }) => {
      const input = {
        username: given(parameters, "username"),
        // An empty one is a wrong password, and not a missing one.
        password: parameters.get("password"),
        apiKey: given(parameters, "api_key"),
        assertion: given(parameters, "assertion"),
        host,
      }
      return Effect.map(execute(sessions.login, anonymous, input), ({ session, authKey, cookie, expiresIn }) => ({
        answer: ok({ session, auth_key: authKey, expires_in: expiresIn }),
        cookie,
      }))
    },
  },
  "auth/ping": {
    about: "Replaces the key of a session",
    parameters: [
      required("session", "of auth/login", "Zb3pQ0mXl1yqk7dVtJH5rQ"),
      required("auth_key", "the newest one", "0pVtnLr9gO3mWcYtT2yEoA"),
    ],
    reply: object({
      response: constant("pong"),
      auth_key: text("8cQmVnq2Y4c1mT0aJ7pXzg"),
      expires_in: whole(300, "seconds that auth_key is good for"),
    }),
    credentials: { hermesAuthKey: "auth_key" },
    operation: sessions.ping,
    missing: unauthorized,
    malformed: { session: unauthorized, authKey: unauthorized },
    fields: { authKey: "auth_key" },
    run: (parameters, { cookie }) => {
      const input = { session: given(parameters, "session"), authKey: given(parameters, "auth_key"), cookie }
      return Effect.map(execute(sessions.ping, anonymous, input), ({ authKey, expiresIn }) => ({
        answer: { response: "pong", auth_key: authKey, expires_in: expiresIn } satisfies Answer,
        ...(cookie ? { cookie } : {}),
      }))
    },
  },
  "auth/logout": {
    about: "Ends a session",
    parameters: [required("session", "of auth/login", "Zb3pQ0mXl1yqk7dVtJH5rQ")],
    reply: okReply(),
    operation: sessions.logout,
    run: (parameters, { cookie }) =>
      Effect.map(execute(sessions.logout, anonymous, { session: given(parameters, "session"), cookie }), () => ({
        answer: ok(),
        cookie: null,
      })),
  },
}
