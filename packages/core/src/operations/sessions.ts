import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createSession } from "../auth/create-session.ts"
import { endSession } from "../auth/end-session.ts"
import { logInByKey, logInByPassword } from "../auth/login.ts"
import { isCurrentKey, openSession, slidingExpiry } from "../auth/session-check.ts"
import { generateToken, hashToken } from "../auth/tokens.ts"
import { DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { DirectoryUnavailable } from "../ports/operator-directory.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { Sessions } from "../ports/sessions.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { Assertion, SecretText } from "../values/secret-text.ts"
import { requiredText } from "../values/text.ts"
import { InvalidInput, Throttled, Unauthorized } from "../model/errors.ts"
import { call, type Target } from "./operation.ts"

const anybody = { level: 0, resource: "sessions", target: (): Target => ({ kind: "filtered" }) } as const

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/** One way to log in, of those that were given. */
const credentialsOf = (input: {
  readonly username?: string | undefined
  readonly password?: Redacted.Redacted<string> | undefined
  readonly apiKey?: Redacted.Redacted<string> | undefined
  readonly assertion?: Redacted.Redacted<string> | undefined
}) => {
  const { username, password, apiKey, assertion } = input
  const refuse = (field: string, reason: "missing" | "malformed", message: string) =>
    Effect.fail(new InvalidInput({ field, reason, message }))
  const ways = [username ?? password, apiKey, assertion].filter((way) => way !== undefined)
  if (ways.length > 1) {
    return refuse("username", "malformed", "username, an API key and an assertion are given; one of them is enough.")
  }
  if (apiKey !== undefined) return Effect.succeed({ apiKey: Redacted.value(apiKey) })
  if (assertion !== undefined) return Effect.succeed({ assertion: Redacted.value(assertion) })
  if (username === undefined) return refuse("username", "missing", "username is missing.")
  if (password === undefined) return refuse("password", "missing", "password is missing.")
  return Effect.succeed({ username, password })
}

const login = call({
  name: "sessions.login",
  summary: "Opens a session for an operator, or for a program with an API key",
  needs: anybody,
  input: Schema.Struct({
    username: Schema.optional(requiredText(128)),
    password: Schema.optional(SecretText),
    apiKey: Schema.optional(SecretText),
    /** A JWT signed with the private half of an API key (RFC 7523). */
    assertion: Schema.optional(Assertion),
    /** The address of the client, as the server sees it. */
    host: Schema.optional(Schema.String),
  }),
  // Who logs in has no level yet, and gets exactly these secrets.
  output: Schema.Struct({
    session: Schema.String,
    authKey: Schema.String,
    /** The secret of the cookie. */
    cookie: Schema.String,
    /** Seconds until the key has to be replaced. */
    expiresIn: Schema.Number,
  }),
  errors: [DirectoryUnavailable, InvalidInput, StoreUnavailable, Throttled, Unauthorized],
  handler: Effect.fnUntraced(function* ({ host, ...input }, caller) {
    const credentials = yield* credentialsOf(input)
    const found =
      "username" in credentials
        ? yield* logInByPassword({ ...credentials, host })
        : yield* logInByKey(credentials, host)
    const random = yield* SecureRandom
    const token = () => Redacted.value(generateToken(random))
    const { secrets } = yield* createSession(found, "session", caller.operation, () =>
      Effect.succeed({ name: token(), key: token(), cookie: token() }),
    )
    const { authKeyTtl } = yield* DeploymentSettings
    return {
      session: secrets.name,
      authKey: secrets.key,
      cookie: secrets.cookie,
      expiresIn: seconds(authKeyTtl),
    }
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
    const { session, now } = yield* openSession("session", name, cookie)
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
        expires: slidingExpiry(session, now, deployment),
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
  handler: ({ session: name, cookie }, caller) =>
    Effect.as(endSession({ form: "session", name, cookie }, caller.operation), {}),
})

export const sessions = { login, ping, logout } as const
