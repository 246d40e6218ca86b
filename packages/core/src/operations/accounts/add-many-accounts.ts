import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AddLocalAccount, AddRemoteAccount, Guard } from "../../model/change.ts"
import { DomainNotLocal, SpaceFull } from "../../model/errors.ts"
import { Accounts } from "../../ports/accounts.ts"
import type { DomainName } from "../../values/domain-name.ts"
import { Refusal } from "../../values/parsed.ts"
import { parseNewPassword } from "../../values/secret-text.ts"
import { domainOf, parseSipAddress, type SipAddress } from "../../values/sip-address.ts"
import { parseText } from "../../values/text.ts"
import { directDecoder } from "../decode.ts"
import type { Caller } from "../operation.ts"
import { addMany, type Plan } from "../many.ts"
import { numberTaken, taken } from "./account-needs.ts"
import {
  localAccounts,
  type Newcomers,
  newcomersOf,
  NewLocalAccount,
  NewRemoteAccount,
  OwnPhoneSettings,
  phoneSettingsOf,
  remoteAccount,
} from "./new-account.ts"

const LocalItem = Schema.Struct({
  ...NewLocalAccount.fields,
  /** In place of those of its domain, which need not have any then. */
  ...OwnPhoneSettings.fields,
  type: Schema.optional(Schema.Literal("local")),
  displayName: Schema.optional(NewLocalAccount.fields.displayName),
  email: Schema.optional(NewLocalAccount.fields.email),
  /** Whether it may neither register nor log in until it is unblocked; false by default. */
  blocked: Schema.optional(Schema.Boolean),
})

const RemoteItem = Schema.Struct({
  ...NewRemoteAccount.fields,
  type: Schema.Literal("remote"),
  displayName: Schema.optional(NewRemoteAccount.fields.displayName),
})

type Item = typeof LocalItem.Type | typeof RemoteItem.Type
type ItemText = typeof LocalItem.Encoded | typeof RemoteItem.Encoded

const NOWHERE = "" as SipAddress

const decodeLocal = directDecoder(LocalItem)
const decodeRemote = directDecoder(RemoteItem)

/** An item of nothing but the fields that nearly every one has, read by their parsers alone; whatever else there is, the schema says. */
const decodePlain = (item: object): typeof LocalItem.Type | undefined => {
  const read: { -readonly [K in keyof typeof LocalItem.Type]: (typeof LocalItem.Type)[K] } = { address: NOWHERE }
  for (const field of Object.keys(item)) {
    const value: unknown = Reflect.get(item, field)
    if (typeof value !== "string") return undefined
    switch (field) {
      case "address": {
        const address = parseSipAddress(value)
        if (address instanceof Refusal) return undefined
        read.address = address
        break
      }
      case "displayName":
      case "email":
        if (parseText(value, 0, 255) instanceof Refusal) return undefined
        read[field] = value
        break
      case "password": {
        const password = parseNewPassword(value)
        if (password instanceof Refusal) return undefined
        read.password = password
        break
      }
      default:
        return undefined
    }
  }
  return read.address === NOWHERE ? undefined : read
}

const decodeItem = (item: unknown): ReturnType<typeof decodeLocal> | ReturnType<typeof decodeRemote> => {
  if (isRemote(item)) return decodeRemote(item)
  const plain = typeof item === "object" && item !== null ? decodePlain(item) : undefined
  return plain === undefined ? decodeLocal(item) : Result.succeed(plain)
}

const isRemote = (item: unknown): boolean =>
  typeof item === "object" && item !== null && Reflect.get(item, "type") === "remote"

const settleAs = (made: AddLocalAccount | AddRemoteAccount) => (guard: Guard) => {
  const { address } = made
  switch (guard) {
    case "space-has-room":
      return new SpaceFull({ domain: domainOf(address) })
    case "domain-present":
      return new DomainNotLocal({ domain: domainOf(address) })
    case "phone-number-free":
      return numberTaken((made._tag === "AddLocalAccount" && made.profile.phoneNumber) || "")
    default:
      return taken(address)
  }
}

const plan = (made: AddLocalAccount | AddRemoteAccount, blocked = false): Plan => {
  const { address } = made
  return {
    name: address,
    changes: blocked ? [made, { _tag: "SetAccountState", address, blocked }] : [made],
    settle: settleAs(made),
  }
}

type MakeLocalAccount = Effect.Success<typeof localAccounts>

const OWN_SETTINGS = Object.keys(OwnPhoneSettings.fields) as ReadonlyArray<keyof typeof OwnPhoneSettings.Type>

const planLocal = (make: MakeLocalAccount, item: typeof LocalItem.Type, newcomers: Newcomers, caller: Caller) => {
  const { displayName = "", email = "", blocked } = item
  const complete = { ...item, displayName, email }
  if (OWN_SETTINGS.every((setting) => item[setting] === undefined)) {
    return make(complete, newcomers, caller, (made) => plan(made, blocked))
  }
  const own = phoneSettingsOf(displayName, item)
  const given = Object.entries(own).filter(([, value]) => value !== undefined)
  const servers = item.servers ?? own.registrar === undefined
  return make({ ...complete, servers }, newcomers, caller, (made) =>
    plan({ ...made, settings: { ...made.settings, ...Object.fromEntries(given) } }, blocked),
  )
}

type Planning = ReturnType<typeof planLocal> | ReturnType<typeof remoteAccount>
type PlanningServices = Effect.Services<Planning | ReturnType<typeof newcomersOf>> | Accounts

export const addManyAccounts = {
  addMany: addMany<"accounts.addMany", ItemText, Item, Effect.Error<Planning>, PlanningServices>({
    name: "accounts.addMany",
    summary: "Makes up to 1000 accounts, local and remote; those that are there already are left as they are",
    resource: "accounts",
    decode: decodeItem,
    planner: Effect.fnUntraced(function* (items, caller) {
      const known = yield* Accounts.use((accounts) => accounts.known(items.map(({ address }) => address)))
      const make = yield* localAccounts
      const domains = new Map<DomainName, Newcomers>()
      const planIn = (
        item: Item,
        newcomers: Newcomers,
      ): Effect.Effect<Plan, Effect.Error<Planning>, PlanningServices> =>
        item.type === "remote"
          ? Effect.map(remoteAccount({ ...item, displayName: item.displayName ?? "" }, newcomers), (made) => plan(made))
          : planLocal(make, item, newcomers, caller)
      return (item) => {
        const { address } = item
        if (known.has(address)) return Effect.succeed({ name: address, exists: true } as const)
        const domain = domainOf(address)
        const newcomers = domains.get(domain)
        if (newcomers !== undefined) return planIn(item, newcomers)
        return Effect.flatMap(newcomersOf(domain), (found) => {
          domains.set(domain, found)
          return planIn(item, found)
        })
      }
    }),
  }),
} as const
