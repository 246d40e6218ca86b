import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Account } from "../../model/account.ts"
import type { AccountPatch } from "../../model/change.ts"
import { AccountChanged, AccountNotFound, Forbidden, InvalidInput, NotALocalAccount } from "../../model/errors.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { AccessLevel, accessLevelName } from "../../values/access-level.ts"
import { AddressRef, domainOf } from "../../values/sip-address.ts"
import { text } from "../../values/text.ts"
import { changeAccount } from "../change-account.ts"
import { notAboveAccount, notAboveIn } from "../granting.ts"
import { call, type Caller } from "../operation.ts"
import { presentAccount, presentLocalAccount } from "../present-account.ts"
import { writes } from "./account-needs.ts"

/** The fields of an account that `accounts.update` sets. */
const Updatable = {
  displayName: Schema.optional(text(255)),
  dialPlan: Schema.optional(text(1024)),
  lineText: Schema.optional(text(255)),
  email: Schema.optional(text(255)),
}

type Updates = { readonly [F in keyof typeof Updatable]?: string | undefined }
type UpdatableField = keyof typeof Updatable

const UPDATABLE = Object.keys(Updatable) as Array<UpdatableField>

// The store has no empty text for what is optional.
const stored = (field: UpdatableField, value: string): string | undefined =>
  value === "" && (field === "dialPlan" || field === "lineText") ? undefined : value

const current = (account: Account, field: UpdatableField): string | undefined =>
  field === "email" ? (account.type === "local" ? account.email : undefined) : account[field]

const updateAccount = (ref: AddressRef, updates: Updates, caller: Caller) => {
  const given = UPDATABLE.filter((field) => updates[field] !== undefined)
  return changeAccount(presentAccount(ref), caller, (account) => {
    if (updates.email !== undefined && account.type !== "local") {
      return Effect.fail(new NotALocalAccount({ address: account.address }))
    }
    const updated = given.filter((field) => stored(field, updates[field] ?? "") !== current(account, field))
    const set: AccountPatch = Object.fromEntries(updated.map((field) => [field, stored(field, updates[field] ?? "")]))
    const skipped = given.filter((field) => !updated.includes(field))
    return Effect.succeed({ set, answer: { address: account.address, updated, skipped } })
  })
}

const update = call({
  name: "accounts.update",
  summary: "Sets what a phone shows, and the e-mail address of a local account",
  needs: writes,
  input: Schema.Struct({ address: AddressRef, ...Updatable }),
  output: Schema.Struct({
    address: Schema.String,
    updated: Schema.Array(Schema.String),
    skipped: Schema.Array(Schema.String),
  }),
  errors: [AccountChanged, AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: ({ address, ...updates }, caller) => updateAccount(address, updates, caller),
})

const setEmail = call({
  name: "accounts.setEmail",
  summary: "Sets the e-mail address of a local account",
  needs: writes,
  input: Schema.Struct({ address: AddressRef, email: text(255) }),
  output: Schema.Struct({ address: Schema.String, email: Schema.String }),
  errors: [AccountChanged, AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: ({ address, email }, caller) =>
    Effect.map(updateAccount(address, { email }, caller), (done) => ({ address: done.address, email })),
})

const setAccess = call({
  name: "accounts.setAccess",
  summary: "Lets a local account administer its domain (full_write) or everything (super), or takes that away (none)",
  needs: writes,
  input: Schema.Struct({ address: AddressRef, access: AccessLevel }),
  output: Schema.Struct({ address: Schema.String, access: Schema.String }),
  errors: [AccountChanged, AccountNotFound, Forbidden, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref, access }, caller) {
    return yield* changeAccount(presentLocalAccount(ref), caller, (account) =>
      Effect.gen(function* () {
        yield* notAboveAccount(account, caller)
        yield* notAboveIn(domainOf(account.address), access, caller)
        const set = account.profile.access === access ? {} : { profile: { access } }
        return { set, answer: { address: account.address, access: accessLevelName(access) } }
      }),
    )
  }),
})

export const updateAccounts = { update, setEmail, setAccess } as const
