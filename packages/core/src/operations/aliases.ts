import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { AddAlias, Guard } from "../model/change.ts"
import { Accounts } from "../ports/accounts.ts"
import { Aliases } from "../ports/aliases.ts"
import { Domains } from "../ports/domains.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { parseE164Number } from "../values/e164-number.ts"
import { Refusal } from "../values/parsed.ts"
import { AddressRef, domainOf, refOf, SipAddress, userOf } from "../values/sip-address.ts"
import { domainFilter } from "./access.ts"
import { actorOf, commit } from "./commit.ts"
import { directDecoder } from "./decode.ts"
import { addMany, type Refused } from "./many.ts"
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

const Pair = Schema.Struct({ alias: SipAddress, destination: SipAddress })

/** The change that makes an alias, or why it may not be. */
const newAlias = Effect.fnUntraced(function* ({ alias, destination: given }: typeof Pair.Type) {
  const domains = yield* Domains
  const domain = domainOf(alias)
  if (!(yield* domains.isLocal(domain))) return yield* new DomainNotLocal({ domain })
  const localDestination = yield* domains.isLocal(domainOf(given))
  const account = localDestination ? yield* Accounts.use((accounts) => accounts.find(refOf(given))) : undefined
  if (localDestination && (account === undefined || account.state === "gone")) {
    return yield* new AccountNotFound({ address: given })
  }
  const destination = account?.address ?? given
  const number = numberOf(alias)
  return { _tag: "AddAlias", alias, destination, localDestination, number, local: true } satisfies AddAlias
})

const refusalsOf = ({ alias, destination }: AddAlias) => ({
  "address-free": () => new AddressTaken({ address: alias }),
  "account-present": () => new AccountNotFound({ address: destination }),
  "one-number": () => new NumberAliasExists({ destination }),
  "domain-present": () => new DomainNotLocal({ domain: domainOf(alias) }),
})

type NewAliasError = Effect.Error<ReturnType<typeof newAlias>>
type Reading = Effect.Services<ReturnType<typeof newAlias>> | Aliases

const add = call({
  name: "aliases.add",
  summary: "Makes an address of a local domain point to another address",
  needs: { level: 3, resource: "aliases", target: ({ alias }) => ({ kind: "account", address: alias }) },
  input: Pair,
  output: AliasView,
  errors: [AccountNotFound, AddressTaken, DomainNotLocal, InvalidInput, NumberAliasExists, StoreUnavailable],
  handler: Effect.fnUntraced(function* (given, caller) {
    const change = yield* newAlias(given)
    yield* commit([change], actorOf(caller)).pipe(onGuard(refusalsOf(change)))
    return { alias: change.alias, destination: change.destination }
  }),
})

const addManyAliases = addMany<"aliases.addMany", typeof Pair.Encoded, typeof Pair.Type, NewAliasError, Reading>({
  name: "aliases.addMany",
  summary: "Makes up to 1000 aliases; those that are there already are left as they are",
  resource: "aliases",
  decode: directDecoder(Pair),
  planner: () =>
    Effect.succeed(
      Effect.fnUntraced(function* (given) {
        const there = yield* Aliases.use((aliases) => aliases.find(refOf(given.alias)))
        if (there?.destination === given.destination) return { name: given.alias, exists: true } as const
        const change = yield* newAlias(given)
        const refusals: { readonly [G in Guard]?: () => Refused } = refusalsOf(change)
        const settle = (guard: Guard): Refused => refusals[guard]?.() ?? new AddressTaken({ address: change.alias })
        return { name: change.alias, changes: [change], settle }
      }),
    ),
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

export const aliases = { list, add, addMany: addManyAliases, remove } as const
