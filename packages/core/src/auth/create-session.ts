import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { auditCredential } from "../operations/commit.ts"
import type { Session, SessionForm } from "../model/session.ts"
import { DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { Sessions } from "../ports/sessions.ts"
import type { Login } from "./login.ts"
import { endOf, slidingExpiry } from "./session-check.ts"
import { hashToken } from "./tokens.ts"

/** The secrets of a session: its name (or cookie, token, or key of a pair), its auth key (or the token of a pair), and its cookie. */
export interface SessionSecrets {
  readonly name: string
  readonly key?: string
  readonly cookie?: string
}

/**
 * Opens a session for somebody who logged in, and answers its secrets. They are made when it is known when the session `ends` (Unix time in milliseconds), since
 * a token may say so itself. `operation` is what the audit trail calls the login.
 */
export const createSession = Effect.fnUntraced(function* <S extends SessionSecrets, E, R>(
  login: Login,
  form: SessionForm,
  operation: string,
  secretsFor: (ends: number) => Effect.Effect<S, E, R>,
) {
  const hasher = yield* DigestHasher
  const deployment = yield* DeploymentSettings
  const now = yield* Clock.currentTimeMillis
  const ends = Math.min(endOf(form, now, deployment), login.until ?? Number.POSITIVE_INFINITY)
  const secrets: S = yield* secretsFor(ends)
  const hash = (secret: string | undefined) => (secret === undefined ? "" : hashToken(hasher, secret))
  const session: Session = {
    nameHash: hash(secrets.name),
    form,
    keyHash: hash(secrets.key),
    keyExpires: form === "session" ? now + deployment.authKeyTtl : ends,
    previousKeyHash: undefined,
    previousKeyUntil: 0,
    cookieHash: hash(secrets.cookie),
    subject: login.subject,
    created: now,
    lastUsed: now,
    expires: slidingExpiry({ form, ends }, now, deployment),
    ends,
  }
  yield* Sessions.use((sessions) => sessions.create(session, now))
  yield* auditCredential({ principal: login.subject.name, operation }, { ...login.subject })
  return { session, secrets }
})
