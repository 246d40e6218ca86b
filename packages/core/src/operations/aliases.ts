import { Effect, Schema } from "effect"
import { Accounts } from "../ports/accounts.ts"
import { Aliases } from "../ports/aliases.ts"
import { Domains } from "../ports/domains.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { parseE164Number } from "../values/e164-number.ts"
import { Refusal } from "../values/parsed.ts"
import { AddressRef, domainOf, refOf, SipAddress, userOf } from "../values/sip-address.ts"
import { domainFilter } from "./access.ts"
import { actorOf, commit } from "./commit.ts"
import {
  AccountNotFound,
  AddressTaken,
  AliasNotFound,
  DomainNotLocal,
  InvalidInput,
  NumberAliasExists,
} from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import { call, listing } from "./operation.ts"

const AliasView = Schema.Struct({ alias: Schema.String, destination: Schema.String })

const malformed = (field: string, sentence: string) =>
  new InvalidInput({ field, reason: "malformed", message: `${field} ${sentence}.` })

const notAnAddress = (field: "alias" | "destination") => malformed(field, "is not a SIP address")

const list = listing({
  name: "aliases.list",
  summary: "All aliases, those of a destination, or the one of an address",
  needs: { level: 1, resource: "aliases", target: () => ({ kind: "filtered" }) },
  input: Schema.Struct({
    alias: Schema.optional(AddressRef),
    destination: Schema.optional(AddressRef),
    /** With a destination only: the alias whose user part is an E.164 number. */
    numbersOnly: Schema.optional(Schema.Boolean),
  }),
  output: AliasView,
  errors: [InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ alias, destination, numbersOnly = false }, page, { principal }) {
    if (numbersOnly && (destination === undefined || alias !== undefined)) {
      return yield* malformed("numbersOnly", "goes with a destination only")
    }
    const domain = domainFilter(principal)
    const found = yield* Aliases.use((aliases) => aliases.list({ ...page, alias, destination, numbersOnly, domain }))
    if (found.items.length === 0 && page.after === undefined) {
      // What is no valid address may still name an odd row that was made outside, but there is none.
      if (alias !== undefined && alias.canonical === undefined) return yield* notAnAddress("alias")
      if (destination !== undefined && destination.canonical === undefined) return yield* notAnAddress("destination")
    }
    return found
  }),
})

const numberOf = (alias: SipAddress) => {
  const number = parseE164Number(userOf(alias))
  return number instanceof Refusal ? undefined : number
}

const add = call({
  name: "aliases.add",
  summary: "Makes an address of a local domain point to another address",
  needs: { level: 3, resource: "aliases", target: ({ alias }) => ({ kind: "account", address: alias }) },
  input: Schema.Struct({ alias: SipAddress, destination: SipAddress }),
  output: AliasView,
  errors: [AccountNotFound, AddressTaken, DomainNotLocal, InvalidInput, NumberAliasExists, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ alias, destination: given }, caller) {
    const domains = yield* Domains
    const domain = domainOf(alias)
    if (!(yield* domains.isLocal(domain))) return yield* new DomainNotLocal({ domain })
    const localDestination = yield* domains.isLocal(domainOf(given))
    const account = localDestination ? yield* Accounts.use((accounts) => accounts.find(refOf(given))) : undefined
    if (localDestination && (account === undefined || account.state === "gone")) {
      return yield* new AccountNotFound({ address: given })
    }
    const destination = account?.address ?? given
    yield* commit(
      [{ _tag: "AddAlias", alias, destination, localDestination, number: numberOf(alias) }],
      actorOf(caller),
    ).pipe(
      onGuard({
        "address-free": () => new AddressTaken({ address: alias }),
        "account-present": () => new AccountNotFound({ address: destination }),
        "one-number": () => new NumberAliasExists({ destination }),
      }),
    )
    return { alias, destination }
  }),
})

const remove = call({
  name: "aliases.remove",
  summary: "Removes an alias",
  needs: { level: 3, resource: "aliases", target: ({ alias }) => ({ kind: "account", address: alias.spelling }) },
  input: Schema.Struct({ alias: AddressRef }),
  output: Schema.Struct({ alias: Schema.String }),
  errors: [AliasNotFound, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ alias: ref }, caller) {
    const found = yield* Aliases.use((aliases) => aliases.find(ref))
    if (found === undefined) {
      if (ref.canonical === undefined) return yield* notAnAddress("alias")
      return yield* new AliasNotFound({ alias: ref.canonical })
    }
    const { alias } = found
    yield* commit([{ _tag: "RemoveAlias", alias }], actorOf(caller)).pipe(
      onGuard({ "alias-present": () => new AliasNotFound({ alias }) }),
    )
    return { alias }
  }),
})

export const aliases = { list, add, remove } as const
