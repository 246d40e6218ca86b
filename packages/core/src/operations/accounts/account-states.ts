import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SetAccountState } from "../../model/change.ts"
import { AccountNotFound, Forbidden, InvalidInput, NotALocalAccount } from "../../model/errors.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { actorOf, commit } from "../commit.ts"
import { notAboveAccount } from "../granting.ts"
import { onGuard } from "../guards.ts"
import { call } from "../operation.ts"
import { presentLocalAccount } from "../present-account.ts"
import { endRegistrations } from "../tell-kamailio.ts"
import { ByAddress, nobody, writes } from "./account-needs.ts"
import { stateWith } from "./account-state.ts"

const stateChange = (
  name: "accounts.block" | "accounts.unblock" | "accounts.activate" | "accounts.deactivate",
  summary: string,
  set: Pick<SetAccountState, "activated" | "blocked">,
) =>
  call({
    name,
    summary,
    needs: writes,
    input: ByAddress,
    output: Schema.Struct({
      address: Schema.String,
      state: Schema.String,
      /** Whether Kamailio ended its registrations; where not, they go on until they expire. */
      registrationsEnded: Schema.Boolean,
    }),
    errors: [AccountNotFound, Forbidden, InvalidInput, NotALocalAccount, StoreUnavailable],
    handler: Effect.fnUntraced(function* ({ address: ref }, caller) {
      const account = yield* presentLocalAccount(ref)
      const { address } = account
      yield* notAboveAccount(account, caller)
      yield* commit([{ _tag: "SetAccountState", address, ...set }], actorOf(caller)).pipe(
        onGuard({ "account-present": nobody }),
      )
      const state = stateWith(account, set)
      return { address, state, registrationsEnded: state !== "active" && (yield* endRegistrations(account)) }
    }),
  })

const block = stateChange("accounts.block", "Keeps a local account from registering, until it is unblocked", {
  blocked: true,
})

const unblock = stateChange(
  "accounts.unblock",
  "Lets a blocked account register again, with its old password, unless it is deactivated",
  { blocked: false },
)

const activate = stateChange(
  "accounts.activate",
  "Lets an account register, with the password it has, unless it is blocked",
  { activated: true },
)

const deactivate = stateChange(
  "accounts.deactivate",
  "Keeps an account from registering, until it is activated; it can still log in here for itself",
  { activated: false },
)

export const accountStates = { block, unblock, activate, deactivate } as const
