import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Guard } from "../model/change.ts"
import { Accounts } from "../ports/accounts.ts"
import { Phones } from "../ports/phones.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { Glob } from "../values/glob.ts"
import { MacAddress } from "../values/mac-address.ts"
import { AddressRef } from "../values/sip-address.ts"
import { actorOf, commit } from "./commit.ts"
import { directDecoder } from "./decode.ts"
import { addMany } from "./many.ts"
import { AccountNotFound, InvalidInput, PhoneExists, PhoneNotFound } from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import { call, listing, type Target } from "./operation.ts"
import { knownAccount, presentAccount } from "./present-account.ts"

const everyDomain = (): Target => ({ kind: "all" })
const account = (input: { readonly address: AddressRef }): Target => ({
  kind: "account",
  address: input.address.spelling,
})

const Pair = Schema.Struct({ mac: MacAddress, address: AddressRef })
const PairView = Schema.Struct({
  mac: Schema.String,
  address: Schema.String,
  username: Schema.String,
  domain: Schema.String,
})

const accountsOf = call({
  name: "phones.accountsOf",
  summary: "The accounts that a phone carries",
  needs: { level: 1, resource: "phones", target: everyDomain },
  input: Schema.Struct({ mac: MacAddress }),
  output: Schema.Array(Schema.String),
  errors: [InvalidInput, PhoneNotFound, StoreUnavailable],
  handler: ({ mac }) =>
    Effect.flatMap(
      Phones.use((phones) => phones.accountsOf(mac)),
      (addresses) => (addresses.length === 0 ? Effect.fail(new PhoneNotFound({ mac })) : Effect.succeed(addresses)),
    ),
})

const phonesOf = call({
  name: "phones.phonesOf",
  summary: "The phones that carry an account; an empty list where none does",
  needs: { level: 1, resource: "phones", target: account },
  input: Schema.Struct({ address: AddressRef }),
  output: Schema.Array(Schema.String),
  errors: [AccountNotFound, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref }) {
    const { address } = yield* knownAccount(ref)
    return yield* Phones.use((phones) => phones.phonesOf(address))
  }),
})

const list = listing({
  name: "phones.list",
  summary: "All MAC addresses, or those that match a pattern of hexadecimal digits",
  needs: { level: 1, resource: "phones", target: everyDomain },
  input: Schema.Struct({ search: Schema.optional(Glob) }),
  output: Schema.String,
  errors: [InvalidInput, StoreUnavailable],
  handler: ({ search }, page) => Phones.use((phones) => phones.list({ ...page, search })),
})

const add = call({
  name: "phones.add",
  summary: "Lets a phone carry an account",
  needs: { level: 3, resource: "phones", target: account },
  input: Pair,
  output: PairView,
  errors: [AccountNotFound, InvalidInput, PhoneExists, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ mac, address: ref }, caller) {
    const { address, username, domain } = yield* presentAccount(ref)
    yield* commit([{ _tag: "AttachPhone", mac, address }], actorOf(caller)).pipe(
      onGuard({
        "account-present": () => new AccountNotFound({ address }),
        "phone-free": () => new PhoneExists({ mac, address }),
      }),
    )
    return { mac, address, username, domain }
  }),
})

const addManyPhones = addMany<
  "phones.addMany",
  typeof Pair.Encoded,
  typeof Pair.Type,
  AccountNotFound | InvalidInput,
  Accounts | Phones
>({
  name: "phones.addMany",
  summary: "Lets up to 1000 phones carry an account each; those that do already stay",
  resource: "phones",
  decode: directDecoder(Pair),
  planner: () =>
    Effect.succeed(
      Effect.fnUntraced(function* ({ mac, address: ref }) {
        const { address } = yield* presentAccount(ref)
        const name = `${mac} ${address}`
        const carried = yield* Phones.use((phones) => phones.accountsOf(mac))
        if (carried.includes(address)) return { name, exists: true } as const
        const settle = (guard: Guard) => (guard === "phone-free" ? "exists" : new AccountNotFound({ address }))
        return { name, changes: [{ _tag: "AttachPhone", mac, address }], settle }
      }),
    ),
})

const remove = call({
  name: "phones.remove",
  summary: "Takes an account off a phone",
  needs: { level: 3, resource: "phones", target: account },
  input: Pair,
  output: PairView,
  errors: [AccountNotFound, InvalidInput, PhoneNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ mac, address: ref }, caller) {
    const { address, username, domain } = yield* knownAccount(ref)
    yield* commit([{ _tag: "DetachPhone", mac, address }], actorOf(caller)).pipe(
      onGuard({ "phone-present": () => new PhoneNotFound({ mac }) }),
    )
    return { mac, address, username, domain }
  }),
})

export const phones = { accountsOf, phonesOf, list, add, addMany: addManyPhones, remove } as const
