import { Clock, Effect } from "effect"
import { operatorPrincipal, type Principal } from "../model/principal.ts"
import type { Session } from "../model/session.ts"
import { type Deployment, DeploymentSettings } from "../ports/deployment.ts"
import { type DigestHash, DigestHasher } from "../ports/digest-hasher.ts"
import type { DirectoryUnavailable, OperatorDirectories } from "../ports/operator-directory.ts"
import { Sessions } from "../ports/sessions.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import { Unauthorized } from "../model/errors.ts"
import { accessGiven } from "./access.ts"
import { constantTimeEqual } from "./compare.ts"

/** What a client presents: the session's name, its current key, and its cookie where cookies are required. */
export interface SessionCredentials {
  readonly session: string
  readonly authKey: string
  /** Undefined where the deployment does not ask for one. */
  readonly cookie: string | undefined
}

/** How tokens stand in the store. They have 256 bits, so a plain hash is enough. */
export const hashToken = (hasher: DigestHash, token: string): string => hasher.hex("SHA-256", token)

/** When a session ends that is used now. */
export const slidingExpiry = (created: number, now: number, deployment: Deployment): number =>
  Math.min(now + deployment.sessionTtl, created + deployment.sessionMaxAge)

const LAST_USE_RESOLUTION = 60_000

const isOpen = (session: Session, now: number, deployment: Deployment): boolean =>
  session.expires > now && session.created + deployment.sessionMaxAge > now

/** Whether the key is the current one. */
export const isCurrentKey = (session: Session, keyHash: string, now: number): boolean =>
  session.keyExpires > now && constantTimeEqual(session.keyHash, keyHash)

const isPreviousKey = (session: Session, keyHash: string, now: number): boolean =>
  session.previousKeyUntil > now &&
  session.previousKeyHash !== undefined &&
  constantTimeEqual(session.previousKeyHash, keyHash)

/** An open session of an operator who may do something, and who that is. Its key is not looked at. */
export const openSession = Effect.fnUntraced(function* (name: string, cookie: string | undefined) {
  const hasher = yield* DigestHasher
  const deployment = yield* DeploymentSettings
  const now = yield* Clock.currentTimeMillis
  const found = yield* Sessions.use((sessions) => sessions.find(hashToken(hasher, name)))
  if (found === undefined || !isOpen(found.session, now, deployment)) return yield* new Unauthorized()
  const { session, access } = found
  if (cookie !== undefined && !constantTimeEqual(session.cookieHash, hashToken(hasher, cookie))) {
    return yield* new Unauthorized()
  }
  const level = yield* accessGiven({ name: session.operator, directory: session.directory }, access)
  if (level === 0) return yield* new Unauthorized()
  return { session, now, principal: operatorPrincipal(session.operator, level) }
})

/** Who the credentials of a session stand for. The session slides. */
export const authenticateSession = (
  credentials: SessionCredentials,
): Effect.Effect<Principal, DirectoryUnavailable | StoreUnavailable | Unauthorized, OperatorDirectories | Sessions> =>
  Effect.gen(function* () {
    const { session, now, principal } = yield* openSession(credentials.session, credentials.cookie)
    const keyHash = hashToken(yield* DigestHasher, credentials.authKey)
    if (!isCurrentKey(session, keyHash, now) && !isPreviousKey(session, keyHash, now)) return yield* new Unauthorized()
    if (now - session.lastUsed > LAST_USE_RESOLUTION) {
      const expires = slidingExpiry(session.created, now, yield* DeploymentSettings)
      yield* Sessions.use((sessions) => sessions.touch({ nameHash: session.nameHash, lastUsed: now, expires }))
    }
    return principal
  })
