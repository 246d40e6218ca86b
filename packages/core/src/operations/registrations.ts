import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Registration } from "../model/registration.ts"
import { KamailioControl, KamailioUnreachable } from "../ports/kamailio-control.ts"
import { Registrations, RegistrationsUnavailable } from "../ports/registrations.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { AddressRef } from "../values/sip-address.ts"
import { requiredText } from "../values/text.ts"
import { AccountNotFound, InvalidInput, NoKamailioControl, NotALocalAccount, NotRegistered } from "../model/errors.ts"
import { call, type Target } from "./operation.ts"
import { presentLocalAccount } from "./present-account.ts"

const deviceOf = ({ instance, ruid, contact }: Registration): string => instance ?? ruid ?? contact

const ofAccount = ({ address }: { readonly address: AddressRef }): Target => ({
  kind: "account",
  address: address.spelling,
})

const list = call({
  name: "registrations.list",
  summary: "Where an account is registered at this moment",
  needs: {
    level: 1,
    resource: "accounts",
    target: ofAccount,
    self: true,
  },
  input: Schema.Struct({ address: AddressRef }),
  output: Schema.Array(
    Schema.Struct({
      contact: Schema.String,
      userAgent: Schema.String,
      /** Unix time in seconds; null for a contact that never expires. */
      expires: Schema.NullOr(Schema.Number),
      /** Names the phone, such as `urn:uuid:…` (RFC 5626); where it sent none, Kamailio's id of the contact, or else the contact. */
      device: Schema.String,
      /** When it was made or refreshed last, Unix time in seconds; null where that is not known. */
      updated: Schema.NullOr(Schema.Number),
    }),
  ),
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, NotRegistered, RegistrationsUnavailable, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref }) {
    const { address, username, domain } = yield* presentLocalAccount(ref)
    const contacts = yield* Registrations.use((registrations) => registrations.list({ username, domain }))
    if (contacts.length === 0) return yield* new NotRegistered({ address })
    return contacts.map((registration) => ({
      contact: registration.contact,
      userAgent: registration.userAgent,
      expires: registration.expires ?? null,
      device: deviceOf(registration),
      updated: registration.updated ?? null,
    }))
  }),
})

const remove = call({
  name: "registrations.remove",
  summary: "Ends the registrations of one device of an account; none is no error",
  needs: { level: 3, resource: "accounts", target: ofAccount, self: true },
  input: Schema.Struct({ address: AddressRef, /** As `registrations.list` names it. */ device: requiredText(512) }),
  output: Schema.Struct({ removed: Schema.Number }),
  errors: [
    AccountNotFound,
    InvalidInput,
    KamailioUnreachable,
    NoKamailioControl,
    NotALocalAccount,
    RegistrationsUnavailable,
    StoreUnavailable,
  ],
  handler: Effect.fnUntraced(function* ({ address: ref, device }) {
    const account = yield* presentLocalAccount(ref)
    const contacts = yield* Registrations.use((registrations) => registrations.list(account))
    const ending = contacts.filter((registration) => deviceOf(registration) === device)
    const kamailio = yield* KamailioControl
    if (ending.length > 0 && kamailio === undefined) return yield* new NoKamailioControl()
    for (const { contact } of ending) yield* kamailio?.endRegistration(account, contact) ?? Effect.void
    return { removed: ending.length }
  }),
})

export const registrations = { list, remove } as const
