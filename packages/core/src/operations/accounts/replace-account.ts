import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LocalAccount } from "../../model/account.ts"
import type { AccountPatch, Change } from "../../model/change.ts"
import type { DigestAlgorithm, NewCredentials } from "../../model/credentials.ts"
import {
  AccountChanged,
  AccountNotFound,
  Forbidden,
  InvalidInput,
  NotALocalAccount,
  PhoneNumberTaken,
} from "../../model/errors.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { AccessLevel } from "../../values/access-level.ts"
import { Dictionary } from "../../values/dictionary.ts"
import { DigestAlgorithmName } from "../../values/digest-algorithm.ts"
import { DtmfProtocol } from "../../values/dtmf-protocol.ts"
import { E164Number } from "../../values/e164-number.ts"
import { NewPassword } from "../../values/secret-text.ts"
import { AddressRef, domainOf } from "../../values/sip-address.ts"
import { text } from "../../values/text.ts"
import { withAccountVersion } from "../change-account.ts"
import { actorOf, commit } from "../commit.ts"
import { notAboveAccount, notAboveIn } from "../granting.ts"
import { onGuard } from "../guards.ts"
import { call } from "../operation.ts"
import { presentLocalAccount } from "../present-account.ts"
import { endRegistrations } from "../tell-kamailio.ts"
import { nobody, numberTaken, writes } from "./account-needs.ts"
import { keepingOut } from "./account-passwords.ts"
import { stateWith } from "./account-state.ts"
import { credentialsFor } from "./new-credentials.ts"

/**
 * The credentials to write: for a new password, or for the known one where only other algorithms are asked for. Where the clear text is not known, there is nothing to
 * make them of, and they stay.
 */
const newCredentials = (
  account: LocalAccount,
  password: NewCredentials["password"] | undefined,
  algorithm: DigestAlgorithm | undefined,
) => {
  const { password: known, algorithms } = account.credentials
  const offersIt = algorithm === undefined || (algorithms?.length === 1 && algorithms[0] === algorithm)
  const clear = password ?? (offersIt ? undefined : known)
  if (clear === undefined) return Effect.undefined
  return credentialsFor(account, clear, algorithm === undefined ? algorithms : [algorithm])
}

const replace = call({
  name: "accounts.replace",
  summary:
    "Sets all that is known of a local account in one step; what is absent becomes empty, but for its password and states",
  needs: writes,
  input: Schema.Struct({
    address: AddressRef,
    displayName: text(255),
    email: text(255),
    phoneNumber: Schema.optional(E164Number),
    dtmfProtocol: Schema.optional(DtmfProtocol),
    /** Stays as it is where absent. */
    dictionary: Schema.optional(Dictionary),
    access: AccessLevel,
    /** Stays as it is where absent, as everything below. */
    password: Schema.optional(NewPassword),
    algorithm: Schema.optional(DigestAlgorithmName),
    activated: Schema.optional(Schema.Boolean),
    blocked: Schema.optional(Schema.Boolean),
  }),
  output: Schema.Struct({
    address: Schema.String,
    /** Whether Kamailio ended its registrations, where they must not go on. */
    registrationsEnded: Schema.Boolean,
  }),
  errors: [
    AccountChanged,
    AccountNotFound,
    Forbidden,
    InvalidInput,
    NotALocalAccount,
    PhoneNumberTaken,
    StoreUnavailable,
  ],
  handler: Effect.fnUntraced(function* ({ address: ref, password, algorithm, ...given }, caller) {
    return yield* withAccountVersion(presentLocalAccount(ref), (account) =>
      Effect.gen(function* () {
        const { address, version, profile } = account
        yield* notAboveAccount(account, caller)
        yield* notAboveIn(domainOf(address), given.access, caller)
        const { displayName, email, phoneNumber, dtmfProtocol, dictionary = profile.dictionary, access } = given
        const set: AccountPatch = { displayName, email, profile: { phoneNumber, dtmfProtocol, dictionary, access } }
        const states = {
          ...(given.activated === undefined ? {} : { activated: given.activated }),
          ...(given.blocked === undefined ? {} : { blocked: given.blocked }),
        }
        const credentials = yield* newCredentials(account, password, algorithm)
        const changes: ReadonlyArray<Change> = [
          { _tag: "ChangeAccount", address, version, set },
          ...(Object.keys(states).length === 0 ? [] : [{ _tag: "SetAccountState", address, ...states } as const]),
          ...(credentials === undefined ? [] : [{ _tag: "ChangeCredentials", address, credentials } as const]),
          ...(password === undefined ? [] : keepingOut(address, caller)),
        ]
        yield* commit(changes, actorOf(caller)).pipe(
          onGuard({
            "account-present": nobody,
            "phone-number-free": numberTaken,
            version: () => new AccountChanged({ address }),
          }),
        )
        const ends = password !== undefined || stateWith(account, states) !== "active"
        return { address, registrationsEnded: ends && (yield* endRegistrations(account)) }
      }),
    )
  }),
})

export const replaceAccount = { replace } as const
