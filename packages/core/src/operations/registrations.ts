import { Effect, Schema } from "effect"
import { Registrations, RegistrationsUnavailable } from "../ports/registrations.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { AddressRef } from "../values/sip-address.ts"
import { AccountNotFound, InvalidInput, NotALocalAccount, NotRegistered } from "../model/errors.ts"
import { call } from "./operation.ts"
import { presentLocalAccount } from "./present-account.ts"

const list = call({
  name: "registrations.list",
  summary: "Where an account is registered at this moment",
  needs: {
    level: 1,
    resource: "accounts",
    target: ({ address }) => ({ kind: "account", address: address.spelling }),
    self: true,
  },
  input: Schema.Struct({ address: AddressRef }),
  output: Schema.Array(
    Schema.Struct({
      contact: Schema.String,
      userAgent: Schema.String,
      /** Unix time in seconds; null for a contact that never expires. */
      expires: Schema.NullOr(Schema.Number),
    }),
  ),
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, NotRegistered, RegistrationsUnavailable, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref }) {
    const { address, username, domain } = yield* presentLocalAccount(ref)
    const contacts = yield* Registrations.use((registrations) => registrations.list({ username, domain }))
    if (contacts.length === 0) return yield* new NotRegistered({ address })
    return contacts.map(({ contact, userAgent, expires }) => ({ contact, userAgent, expires: expires ?? null }))
  }),
})

export const registrations = { list } as const
