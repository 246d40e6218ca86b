import * as Effect from "effect/Effect"
import type { Account, LocalAccount } from "../model/account.ts"
import { Accounts } from "../ports/accounts.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import type { AddressRef } from "../values/sip-address.ts"
import { AccountNotFound, InvalidInput, NotALocalAccount } from "../model/errors.ts"

/** The account that a caller named, also one that is gone from Kamailio: to clean up after it. */
export const knownAccount = (
  ref: AddressRef,
): Effect.Effect<Account, AccountNotFound | InvalidInput | StoreUnavailable, Accounts> =>
  Effect.flatMap(
    Accounts.use((accounts) => accounts.find(ref)),
    (account) => (account === undefined ? absent(ref) : Effect.succeed(account)),
  )

/**
 * The account that a caller named. What is no valid address may still name an odd row that was made outside, so only where
 * there is none either is it a malformed address.
 */
export const presentAccount = (
  ref: AddressRef,
): Effect.Effect<Account, AccountNotFound | InvalidInput | StoreUnavailable, Accounts> =>
  Effect.flatMap(knownAccount(ref), (account) => (account.state === "gone" ? absent(ref) : Effect.succeed(account)))

/** {@link presentAccount}, which has to be one that Kamailio authenticates. */
export const presentLocalAccount = (
  ref: AddressRef,
): Effect.Effect<LocalAccount, AccountNotFound | InvalidInput | NotALocalAccount | StoreUnavailable, Accounts> =>
  Effect.flatMap(presentAccount(ref), (account) =>
    account.type === "local"
      ? Effect.succeed(account)
      : Effect.fail(new NotALocalAccount({ address: account.address })),
  )

/** What to answer where no account has that name. */
const absent = (ref: AddressRef): Effect.Effect<never, AccountNotFound | InvalidInput> =>
  ref.canonical === undefined
    ? Effect.fail(new InvalidInput({ field: "address", reason: "malformed", message: "address is not a SIP address." }))
    : Effect.fail(new AccountNotFound({ address: ref.canonical }))
