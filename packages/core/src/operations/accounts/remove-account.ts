import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { AccountInUse, AccountNotFound, Forbidden, InvalidInput } from "../../model/errors.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { actorOf, commit } from "../commit.ts"
import { notAboveAccount } from "../granting.ts"
import { onGuard } from "../guards.ts"
import { call } from "../operation.ts"
import { knownAccount } from "../present-account.ts"
import { endRegistrations } from "../tell-kamailio.ts"
import { ByAddress, nobody, writes } from "./account-needs.ts"

const remove = call({
  name: "accounts.remove",
  summary: "Removes an account that has no phones and no aliases any more",
  needs: { ...writes, self: true },
  input: ByAddress,
  output: Schema.Struct({
    address: Schema.String,
    /** Whether Kamailio ended its registrations; where not, they go on until they expire. */
    registrationsEnded: Schema.Boolean,
  }),
  errors: [AccountInUse, AccountNotFound, Forbidden, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref }, caller) {
    // An account that is gone from Kamailio can still be removed from our tables.
    const account = yield* knownAccount(ref)
    const { address } = account
    yield* notAboveAccount(account, caller)
    yield* commit([{ _tag: "RemoveAccount", address }], actorOf(caller)).pipe(
      onGuard({
        "account-present": nobody,
        "no-phones": () => new AccountInUse({ address, by: "phones" }),
        "no-aliases": () => new AccountInUse({ address, by: "aliases" }),
      }),
    )
    return { address, registrationsEnded: account.type === "local" && (yield* endRegistrations(account)) }
  }),
})

export const removeAccount = { remove } as const
