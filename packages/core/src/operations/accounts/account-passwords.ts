import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isPasswordOf } from "../../auth/ha1.ts"
import { throttled } from "../../auth/throttle.ts"
import type { Account } from "../../model/account.ts"
import type { Change } from "../../model/change.ts"
import type { DigestAlgorithm, NewCredentials } from "../../model/credentials.ts"
import {
  AccountNotFound,
  Forbidden,
  InvalidInput,
  NotALocalAccount,
  Throttled,
  WrongOldPassword,
} from "../../model/errors.ts"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { DigestHasher } from "../../ports/digest-hasher.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { DigestAlgorithmName } from "../../values/digest-algorithm.ts"
import { NewPassword, SecretText } from "../../values/secret-text.ts"
import { AddressRef, type SipAddress } from "../../values/sip-address.ts"
import { actorOf, commit } from "../commit.ts"
import { notAboveAccount } from "../granting.ts"
import { onGuard } from "../guards.ts"
import { call, type Caller } from "../operation.ts"
import { presentAccount, presentLocalAccount } from "../present-account.ts"
import { endRegistrations } from "../tell-kamailio.ts"
import { nobody, writes } from "./account-needs.ts"
import { credentialsFor } from "./new-credentials.ts"

/** A password that somebody else sets is to keep out whoever is in by the old one. */
export const keepingOut = (address: SipAddress, { principal }: Caller): ReadonlyArray<Change> =>
  principal.self === address ? [] : [{ _tag: "EndSessions", subject: { kind: "account", name: address } }]

const setPasswordOf = Effect.fnUntraced(function* (
  account: Account,
  password: NewCredentials["password"],
  algorithms: ReadonlyArray<DigestAlgorithm> | undefined,
  caller: Caller,
) {
  const { address } = account
  yield* notAboveAccount(account, caller)
  const change: Change =
    account.type === "local"
      ? { _tag: "ChangeCredentials", address, credentials: yield* credentialsFor(account, password, algorithms) }
      : { _tag: "ChangeRemotePassword", address, password }
  yield* commit([change, ...keepingOut(address, caller)], actorOf(caller)).pipe(onGuard({ "account-present": nobody }))
  return { address, registrationsEnded: account.type === "local" && (yield* endRegistrations(account)) }
})

const Changed = Schema.Struct({
  address: Schema.String,
  /** Whether Kamailio ended its registrations; where not, they go on until they expire. */
  registrationsEnded: Schema.Boolean,
})

const setPassword = call({
  name: "accounts.setPassword",
  summary: "Gives an account another password, in Kamailio and here at once",
  needs: { ...writes, self: true },
  input: Schema.Struct({ address: AddressRef, password: NewPassword }),
  output: Changed,
  errors: [AccountNotFound, Forbidden, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address, password }, caller) {
    return yield* setPasswordOf(yield* presentAccount(address), password, undefined, caller)
  }),
})

const changePassword = call({
  name: "accounts.changePassword",
  summary: "Gives a local account another password, for whoever knows the one it has",
  needs: { ...writes, self: true },
  input: Schema.Struct({
    address: AddressRef,
    /** Wrong ones are throttled by account. */
    oldPassword: SecretText,
    password: NewPassword,
    /** What digest challenges of ours offer from then on. */
    algorithm: Schema.optional(DigestAlgorithmName),
  }),
  output: Changed,
  errors: [AccountNotFound, Forbidden, InvalidInput, NotALocalAccount, StoreUnavailable, Throttled, WrongOldPassword],
  handler: Effect.fnUntraced(function* ({ address, oldPassword, password, algorithm }, caller) {
    const account = yield* presentLocalAccount(address)
    const hasher = yield* DigestHasher
    const deployment = yield* DeploymentSettings
    const ha1 = Redacted.value(account.credentials.ha1)
    const isRight = isPasswordOf(hasher, deployment, account, Redacted.value(oldPassword), ha1)
    const checked = yield* throttled({ name: account.address }, Effect.succeed(isRight ? true : undefined))
    if (checked === undefined) return yield* new WrongOldPassword()
    return yield* setPasswordOf(account, password, algorithm === undefined ? undefined : [algorithm], caller)
  }),
})

export const accountPasswords = { setPassword, changePassword } as const
