import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { StoreUnavailable } from "../ports/store-error.ts"
import { CallPermissions } from "../values/call-permissions.ts"
import { AddressRef } from "../values/sip-address.ts"
import { changeAccount } from "./change-account.ts"
import { AccountChanged, AccountNotFound, InvalidInput, NotALocalAccount } from "../model/errors.ts"
import { call, type Target } from "./operation.ts"
import { presentLocalAccount } from "./present-account.ts"

const touches = (input: { readonly address: AddressRef }): Target => ({
  kind: "account",
  address: input.address.spelling,
})

const PermissionsView = Schema.Struct({ address: Schema.String, permissions: Schema.Number })

const get = call({
  name: "permissions.get",
  summary: "What an account may call, as the sum of the flags",
  needs: { level: 1, resource: "accounts", target: touches, self: true },
  input: Schema.Struct({ address: AddressRef }),
  output: PermissionsView,
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: ({ address }) =>
    Effect.map(presentLocalAccount(address), (account) => ({
      address: account.address,
      permissions: account.permissions,
    })),
})

const set = call({
  name: "permissions.set",
  summary: "Sets what an account may call",
  needs: { level: 3, resource: "accounts", target: touches },
  input: Schema.Struct({ address: AddressRef, permissions: CallPermissions }),
  output: PermissionsView,
  errors: [AccountChanged, AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: ({ address: ref, permissions }, caller) =>
    changeAccount(presentLocalAccount(ref), caller, ({ address, permissions: before }) =>
      Effect.succeed({ set: before === permissions ? {} : { permissions }, answer: { address, permissions } }),
    ),
})

export const permissions = { get, set } as const
