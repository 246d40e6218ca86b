import { Clock, Effect, Redacted, Schema } from "effect"
import { accessOf } from "../auth/access.ts"
import { constantTimeEqual } from "../auth/compare.ts"
import { authenticateOperator } from "../auth/directories.ts"
import { hashToken, isCurrentKey, openSession, slidingExpiry } from "../auth/session-check.ts"
import { generateToken } from "../auth/tokens.ts"
import { DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { DirectoryUnavailable } from "../ports/operator-directory.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { Sessions } from "../ports/sessions.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { SecretText } from "../values/secret-text.ts"
import { requiredText } from "../values/text.ts"
import { auditCredential } from "./commit.ts"
import { InvalidInput, Unauthorized } from "../model/errors.ts"
import { call, type Target } from "./operation.ts"

const anybody = { level: 0, resource: "sessions", target: (): Target => ({ kind: "filtered" }) } as const

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

const login = call({
  name: "sessions.login",
  summary: "Opens a session for an operator",
  needs: anybody,
  input: Schema.Struct({ username: requiredText(128), password: SecretText }),
  // Who logs in has no level yet, and gets exactly these secrets.
  output: Schema.Struct({
    session: Schema.String,
    authKey: Schema.String,
    /** The secret of the cookie. */
    cookie: Schema.String,
    /** Seconds until the key has to be replaced. */
    expiresIn: Schema.Number,
  }),
  errors: [DirectoryUnavailable, InvalidInput, StoreUnavailable, Unauthorized],
  handler: Effect.fnUntraced(function* ({ username, password }, caller) {
    if (Redacted.value(password) === "") return yield* new Unauthorized()
    const operator = yield* authenticateOperator(username, password)
    if (operator === undefined) return yield* new Unauthorized()
    if ((yield* accessOf(operator)) === 0) {
      yield* Effect.logInfo("refused an operator without access").pipe(Effect.annotateLogs({ operator: operator.name }))
      return yield* new Unauthorized()
    }
    const random = yield* SecureRandom
    const hasher = yield* DigestHasher
    const deployment = yield* DeploymentSettings
    const now = yield* Clock.currentTimeMillis
    const [session, authKey, cookie] = [generateToken(random), generateToken(random), generateToken(random)].map(
      Redacted.value,
    ) as [string, string, string]
    yield* Sessions.use((sessions) =>
      sessions.create(
        {
          nameHash: hashToken(hasher, session),
          keyHash: hashToken(hasher, authKey),
          keyExpires: now + deployment.authKeyTtl,
          previousKeyHash: undefined,
          previousKeyUntil: 0,
          cookieHash: hashToken(hasher, cookie),
          operator: operator.name,
          directory: operator.directory,
          created: now,
          lastUsed: now,
          expires: slidingExpiry(now, now, deployment),
        },
        now,
      ),
    )
    yield* auditCredential({ principal: operator.name, operation: caller.operation }, { directory: operator.directory })
    return { session, authKey, cookie, expiresIn: seconds(deployment.authKeyTtl) }
  }),
})

const SessionInput = {
  session: requiredText(255),
  /** Absent where cookies are not required. */
  cookie: Schema.optional(Schema.String),
}

const ping = call({
  name: "sessions.ping",
  summary: "Replaces the auth key of a session; of parallel pings exactly one does",
  needs: anybody,
  input: Schema.Struct({ ...SessionInput, authKey: requiredText(255) }),
  output: Schema.Struct({ authKey: Schema.String, expiresIn: Schema.Number }),
  errors: [DirectoryUnavailable, InvalidInput, StoreUnavailable, Unauthorized],
  handler: Effect.fnUntraced(function* ({ session: name, cookie, authKey }) {
    const { session, now } = yield* openSession(name, cookie)
    const hasher = yield* DigestHasher
    const deployment = yield* DeploymentSettings
    const keyHash = hashToken(hasher, authKey)
    if (!isCurrentKey(session, keyHash, now)) return yield* new Unauthorized()
    const next = Redacted.value(generateToken(yield* SecureRandom))
    const rotated = yield* Sessions.use((sessions) =>
      sessions.rotateKey({
        nameHash: session.nameHash,
        keyHash,
        newKeyHash: hashToken(hasher, next),
        newKeyExpires: now + deployment.authKeyTtl,
        previousKeyUntil: Math.min(now + deployment.authKeyGrace, session.keyExpires),
        lastUsed: now,
        expires: slidingExpiry(session.created, now, deployment),
      }),
    )
    if (!rotated) return yield* new Unauthorized()
    return { authKey: next, expiresIn: seconds(deployment.authKeyTtl) }
  }),
})

const logout = call({
  name: "sessions.logout",
  summary: "Ends a session; one that has ended already is no error",
  needs: anybody,
  input: Schema.Struct(SessionInput),
  output: Schema.Struct({}),
  errors: [InvalidInput, StoreUnavailable, Unauthorized],
  handler: Effect.fnUntraced(function* ({ session: name, cookie }, caller) {
    const hasher = yield* DigestHasher
    const sessions = yield* Sessions
    const found = yield* sessions.find(hashToken(hasher, name))
    if (found === undefined) return {}
    const { nameHash, operator, cookieHash } = found.session
    if (cookie !== undefined && !constantTimeEqual(cookieHash, hashToken(hasher, cookie))) {
      return yield* new Unauthorized()
    }
    yield* sessions.remove(nameHash)
    yield* auditCredential({ principal: operator, operation: caller.operation }, {})
    return {}
  }),
})

export const sessions = { login, ping, logout } as const
