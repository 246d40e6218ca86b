import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { StoreUnavailable } from "../ports/store-error.ts"
import { ForwardTarget } from "../values/forward-target.ts"
import { AddressRef } from "../values/sip-address.ts"
import { actorOf, commit } from "./commit.ts"
import { AccountNotFound, InvalidInput, NotALocalAccount } from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import { call } from "./operation.ts"
import { presentLocalAccount } from "./present-account.ts"

const set = call({
  name: "forwarding.set",
  summary: "Sends all calls of an account elsewhere; without a target, no longer",
  needs: {
    level: 3,
    resource: "accounts",
    target: ({ address }) => ({ kind: "account", address: address.spelling }),
    self: true,
  },
  input: Schema.Struct({ address: AddressRef, target: Schema.optional(ForwardTarget) }),
  output: Schema.Struct({ address: Schema.String, target: Schema.NullOr(Schema.String) }),
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref, target }, caller) {
    const { address } = yield* presentLocalAccount(ref)
    yield* commit([{ _tag: "SetForwarding", address, target }], actorOf(caller)).pipe(
      onGuard({ "account-present": () => new AccountNotFound({ address }) }),
    )
    return { address, target: target ?? null }
  }),
})

export const forwarding = { set } as const
