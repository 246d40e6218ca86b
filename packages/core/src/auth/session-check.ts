import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Unauthorized } from "../model/errors.ts"
import { keyPrincipal, operatorPrincipal, type Principal } from "../model/principal.ts"
import type { Session, SessionForm, SessionWithAccess } from "../model/session.ts"
import { Accounts } from "../ports/accounts.ts"
import { type Deployment, DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import type { DirectoryUnavailable, OperatorDirectories } from "../ports/operator-directory.ts"
import { Sessions } from "../ports/sessions.ts"
import type { Spaces } from "../ports/spaces.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import type { AccessLevel } from "../values/access-level.ts"
import { parseAddressRef } from "../values/sip-address.ts"
import { Refusal } from "../values/parsed.ts"
import { accessGiven } from "./access.ts"
import { principalOfAccount } from "./account-access.ts"
import { constantTimeEqual } from "./compare.ts"
import { LAST_USE_RESOLUTION } from "./last-use.ts"
import { hashToken } from "./tokens.ts"

/** What a client presents: the session's name, its current key, and its cookie where cookies are required. */
export interface SessionCredentials {
  readonly session: string
  readonly authKey: string
  /** Undefined where the deployment does not ask for one. */
  readonly cookie: string | undefined
}

const idleTtl = (form: SessionForm, deployment: Deployment): number => {
  switch (form) {
    case "session":
      return deployment.sessionTtl
    case "cookie":
      return deployment.cookieTtl
    case "bearer":
      return deployment.bearerTtl
    case "pair":
      return deployment.tokenTtl
  }
}

/** When a session of this form ends that is made now, however much it is used. */
export const endOf = (form: SessionForm, now: number, deployment: Deployment): number =>
  // What clients keep and cannot renew says itself how long it is good.
  now + (form === "bearer" || form === "pair" ? idleTtl(form, deployment) : deployment.sessionMaxAge)

/** When a session ends that is used now. */
export const slidingExpiry = (
  { form, ends }: Pick<Session, "form" | "ends">,
  now: number,
  deployment: Deployment,
): number => Math.min(now + idleTtl(form, deployment), ends)

/** Whether the key is the current one. */
export const isCurrentKey = (session: Session, keyHash: string, now: number): boolean =>
  session.keyExpires > now && constantTimeEqual(session.keyHash, keyHash)

const isPreviousKey = (session: Session, keyHash: string, now: number): boolean =>
  session.previousKeyUntil > now &&
  session.previousKeyHash !== undefined &&
  constantTimeEqual(session.previousKeyHash, keyHash)

// An account that is blocked, deactivated or gone is nobody from that moment on.
const accountOf = Effect.fnUntraced(function* (address: string) {
  const ref = parseAddressRef(address)
  const account = ref instanceof Refusal ? undefined : yield* Accounts.use((accounts) => accounts.find(ref))
  return account?.type === "local" && account.state === "active" ? yield* principalOfAccount(account) : undefined
})

const operatorOf = ({ name }: { readonly name: string }, level: AccessLevel): Principal | undefined =>
  level === 0 ? undefined : operatorPrincipal(name, level)

const principalOf = ({ session: { subject }, access }: SessionWithAccess): SessionCheck<Principal | undefined> => {
  switch (subject.kind) {
    case "operator":
      return access === undefined
        ? Effect.map(accessGiven(subject, access), (level) => operatorOf(subject, level))
        : Effect.succeed(operatorOf(subject, access))
    case "key":
      return Effect.succeed(access === undefined || access === 0 ? undefined : keyPrincipal(subject.name, access))
    case "account":
      return accountOf(subject.name)
  }
}

const unauthorized = Effect.suspend(() => Effect.fail(new Unauthorized()))

/** A session that is open now, and who it stands for. */
interface Opened extends OpenSession {
  readonly now: number
}

/** An open session of that form, of somebody who may do something, and who that is. Its key is not looked at. */
export const openSession = (form: SessionForm, name: string, cookie: string | undefined): SessionCheck<Opened> =>
  // Every call begins with this: few effects, and no generator.
  Effect.flatMap(DigestHasher, (hasher) =>
    Effect.flatMap(
      Sessions.use((sessions) => sessions.find(hashToken(hasher, name))),
      (found) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          if (found === undefined) return unauthorized
          const { session } = found
          const isOpen = session.form === form && session.expires > now
          const fits = cookie === undefined || constantTimeEqual(session.cookieHash, hashToken(hasher, cookie))
          if (!isOpen || !fits) return unauthorized
          return Effect.flatMap(principalOf(found), (principal) =>
            principal === undefined ? unauthorized : Effect.succeed({ session, now, principal }),
          )
        }),
    ),
  )

const touch = Effect.fnUntraced(function* (session: Session, now: number) {
  const expires = slidingExpiry(session, now, yield* DeploymentSettings)
  const use = { nameHash: session.nameHash, lastUsed: now, expires }
  yield* Effect.ignore(Sessions.use((sessions) => sessions.touch(use)))
})

/** Records that the session is used, at most once a minute; it slides. Where nothing can be written it is good all the same. */
export const useSession = (session: Session, now: number): Effect.Effect<void, never, Sessions> =>
  now - session.lastUsed <= LAST_USE_RESOLUTION ? Effect.void : touch(session, now)

/** What a check of a session can need and answer. */
export type SessionCheck<A> = Effect.Effect<
  A,
  DirectoryUnavailable | StoreUnavailable | Unauthorized,
  Accounts | OperatorDirectories | Sessions | Spaces
>

/** Who the credentials of a session stand for. The session slides. */
export const authenticateSession = (credentials: SessionCredentials): SessionCheck<Principal> =>
  Effect.flatMap(openSession("session", credentials.session, credentials.cookie), ({ session, now, principal }) =>
    Effect.flatMap(DigestHasher, (hasher): SessionCheck<Principal> => {
      const keyHash = hashToken(hasher, credentials.authKey)
      if (!isCurrentKey(session, keyHash, now) && !isPreviousKey(session, keyHash, now)) return unauthorized
      return Effect.as(useSession(session, now), principal)
    }),
  )

/** A session whose one secret is a cookie or a token, or a pair of a token and its key, and who it stands for. */
export interface OpenSession {
  readonly session: Session
  readonly principal: Principal
}

/** The session of a cookie or a bearer token. */
export const authenticateToken = (form: "cookie" | "bearer", token: string): SessionCheck<OpenSession> =>
  Effect.gen(function* () {
    const { session, now, principal } = yield* openSession(form, token, undefined)
    yield* useSession(session, now)
    return { session, principal }
  })

/** The session of a token that goes with a key. */
export const authenticatePair = (pair: { readonly key: string; readonly token: string }): SessionCheck<OpenSession> =>
  Effect.gen(function* () {
    const { session, now, principal } = yield* openSession("pair", pair.key, undefined)
    if (!isCurrentKey(session, hashToken(yield* DigestHasher, pair.token), now)) return yield* new Unauthorized()
    yield* useSession(session, now)
    return { session, principal }
  })
