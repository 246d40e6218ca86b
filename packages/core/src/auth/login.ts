import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { OperatorNotFound, Unauthorized } from "../model/errors.ts"
import type { Operator } from "../model/operator.ts"
import { operatorPrincipal, type Principal } from "../model/principal.ts"
import type { Subject } from "../model/session.ts"
import { Accounts } from "../ports/accounts.ts"
import { DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { Visits } from "../ports/visits.ts"
import { Refusal } from "../values/parsed.ts"
import { parseAddressRef } from "../values/sip-address.ts"
import { accessOf } from "./access.ts"
import { principalOfAccount } from "./account-access.ts"
import { authenticateKey, type KeyCredential } from "./api-key-check.ts"
import { authenticateOperator, directoryOf } from "./directories.ts"
import { isPasswordOf } from "./ha1.ts"
import { throttled } from "./throttle.ts"

/** Somebody whose credentials were right. */
export interface Login {
  readonly subject: Subject
  readonly principal: Principal
  /** What the directory says, where it is an operator. */
  readonly operator: Operator | undefined
  /** The login before this one, Unix time in milliseconds; of operators only. */
  readonly lastVisit: number | undefined
  /** Until when the credential itself is good, Unix time in milliseconds. */
  readonly until: number | undefined
}

/** A name and a password, as somebody typed them. */
export interface PasswordCredential {
  readonly username: string
  readonly password: Redacted.Redacted<string>
}

const operatorLogin = Effect.fnUntraced(function* ({ username, password }: PasswordCredential) {
  const operator = yield* authenticateOperator(username, password)
  if (operator === undefined || Redacted.value(password) === "") return undefined
  const level = yield* accessOf(operator)
  if (level === 0) {
    yield* Effect.logInfo("refused an operator without access").pipe(Effect.annotateLogs({ operator: operator.name }))
    return undefined
  }
  const { name, directory } = operator
  const subject: Subject = { kind: "operator", name, directory }
  return { subject, principal: operatorPrincipal(name, level), operator }
})

/** A local account that is spelled like this; undefined where the name is not one. */
const accountNamed = Effect.fnUntraced(function* (username: string) {
  const ref = username.includes("@") ? parseAddressRef(username) : undefined
  if (ref === undefined || ref instanceof Refusal) return undefined
  const account = yield* Accounts.use((accounts) => accounts.find(ref))
  return account?.type === "local" ? account : undefined
})

const accountLogin = Effect.fnUntraced(function* (credential: PasswordCredential) {
  const account = yield* accountNamed(credential.username)
  if (account === undefined) return yield* operatorLogin(credential)
  const hasher = yield* DigestHasher
  const deployment = yield* DeploymentSettings
  const ha1 = Redacted.value(account.credentials.ha1)
  const isRight = isPasswordOf(hasher, deployment, account, Redacted.value(credential.password), ha1)
  if (!isRight || account.state !== "active") return undefined
  const subject: Subject = { kind: "account", name: account.address }
  return { subject, principal: yield* principalOfAccount(account), operator: undefined }
})

const isKnown = Effect.fnUntraced(function* (username: string, accounts: boolean) {
  if (accounts && (yield* accountNamed(username)) !== undefined) return true
  return (yield* directoryOf(username)) !== undefined
})

/** Who wants to come in by a password, and from where. */
export interface PasswordLogin extends PasswordCredential {
  /** The address of the client, as the server sees it. */
  readonly host?: string | undefined
  /** Whether a SIP account may log in for itself, by its address and its SIP password. Operators only, by default. */
  readonly accounts?: boolean
  /** Fails with `OperatorNotFound` for names that nobody has, for protocols that tell them apart from wrong passwords. */
  readonly tellUnknown?: boolean
}

const visited = Effect.fnUntraced(function* (operator: string) {
  const now = yield* Clock.currentTimeMillis
  const before = yield* Visits.use((visits) => visits.find(operator))
  yield* Visits.use((visits) => visits.record(operator, now))
  return before
})

/**
 * Who the name and password are of. Throttled by name and host; fails with {@link Unauthorized} for everybody who may not come in, and does the same work
 * for names that nobody has.
 */
export const logInByPassword = Effect.fnUntraced(function* (attempt: PasswordLogin) {
  const { host, accounts = false, tellUnknown = false, ...credential } = attempt
  const check = accounts ? accountLogin(credential) : operatorLogin(credential)
  const found = yield* throttled({ name: credential.username, host }, check)
  if (found === undefined) {
    if (tellUnknown && !(yield* isKnown(credential.username, accounts))) {
      return yield* new OperatorNotFound({ operator: credential.username })
    }
    return yield* new Unauthorized()
  }
  const lastVisit = found.operator === undefined ? undefined : yield* visited(found.operator.name)
  const login: Login = { ...found, lastVisit, until: undefined }
  return login
})

/** Whose API key or assertion it is, coming from this host. Fails with {@link Unauthorized}, or `Throttled` by host. */
export const logInByKey = Effect.fnUntraced(function* (credential: KeyCredential, host: string | undefined) {
  const { key, principal } = yield* authenticateKey(credential, host)
  // An account's key is good for calls; it opens no session that would outlive its disuse.
  if (key.account !== undefined) return yield* new Unauthorized()
  const subject: Subject = { kind: "key", name: key.id }
  const login: Login = { subject, principal, operator: undefined, lastVisit: undefined, until: key.expires }
  return login
})
