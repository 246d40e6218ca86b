import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { realmOfAccount } from "../../auth/account-realm.ts"
import { algorithmsOf } from "../../auth/digest/digest-secrets.ts"
import { throttled } from "../../auth/throttle.ts"
import { generatePassword } from "../../auth/tokens.ts"
import { AccountNotFound, InvalidInput, NotALocalAccount, Throttled } from "../../model/errors.ts"
import { AccountNumbers } from "../../ports/account-numbers.ts"
import { Accounts } from "../../ports/accounts.ts"
import { Aliases } from "../../ports/aliases.ts"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { SecureRandom } from "../../ports/secure-random.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { DomainName } from "../../values/domain-name.ts"
import { Glob } from "../../values/glob.ts"
import { PAGE_SIZE } from "../../values/page.ts"
import { AddressRef, refOf, SipAddress } from "../../values/sip-address.ts"
import { requiredText } from "../../values/text.ts"
import { domainFilter, seesAccount } from "../access.ts"
import { call, listing, type Target } from "../operation.ts"
import { presentAccount, presentLocalAccount } from "../present-account.ts"
import { AccountView, accountView, listingView, ListingView, ProfileView, profileView } from "../views.ts"
import { ByAddress, filters, reads, touchesAddress } from "./account-needs.ts"

const get = call({
  name: "accounts.get",
  summary: "One account, with its secrets from full_read on",
  needs: { ...reads, self: true },
  input: ByAddress,
  output: AccountView,
  errors: [AccountNotFound, InvalidInput, StoreUnavailable],
  handler: ({ address }) => Effect.map(presentAccount(address), accountView),
})

const list = listing({
  name: "accounts.list",
  summary: "All accounts, or those whose address matches a pattern",
  needs: filters,
  input: Schema.Struct({ search: Schema.optional(Glob) }),
  output: Schema.Struct({
    address: Schema.String,
    username: Schema.String,
    domain: Schema.String,
    displayName: Schema.String,
    type: Schema.Literals(["local", "remote"]),
  }),
  errors: [InvalidInput, StoreUnavailable],
  handler: ({ search }, page, { principal }) =>
    Accounts.use((accounts) => accounts.list({ ...page, search, domain: domainFilter(principal) })),
})

const numbersOf = (addresses: ReadonlyArray<SipAddress>) =>
  AccountNumbers.use((numbers) => numbers.numbersOf(addresses))

const profile = call({
  name: "accounts.profile",
  summary: "What is known of a local account, with its number and without its secrets",
  needs: { ...reads, self: true },
  input: ByAddress,
  output: ProfileView,
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address }) {
    const account = yield* presentLocalAccount(address)
    const number = (yield* numbersOf([account.address])).get(account.address)
    if (number === undefined) return yield* new AccountNotFound({ address: account.address })
    const algorithms = algorithmsOf(account, yield* realmOfAccount(account), yield* DeploymentSettings)
    return profileView(account, number, algorithms)
  }),
})

const page = call({
  name: "accounts.page",
  summary: "Local accounts by their place in the list, by address, and how many there are",
  needs: filters,
  input: Schema.Struct({
    /** Of this domain only. */
    domain: Schema.optional(DomainName),
    offset: Schema.Number.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0)),
    limit: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: PAGE_SIZE })),
  }),
  output: Schema.Struct({ items: Schema.Array(ListingView), total: Schema.Number }),
  errors: [InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ domain, offset, limit }, { principal }) {
    const only = domainFilter(principal)
    if (only !== undefined && domain !== undefined && only !== domain) return { items: [], total: 0 }
    const found = yield* Accounts.use((accounts) => accounts.page({ domain: only ?? domain, offset, limit }))
    const numbers = yield* numbersOf(found.items.map(({ address }) => address))
    // Without one are those that were removed since they were read.
    const items = found.items.flatMap((item) => {
      const number = numbers.get(item.address)
      return number === undefined ? [] : [listingView(item, number)]
    })
    return { items, total: found.total }
  }),
})

const AddressView = Schema.Struct({ address: Schema.String })

const numbered = call({
  name: "accounts.numbered",
  summary: "The account that has a number",
  needs: filters,
  input: Schema.Struct({ number: Schema.Number.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0)) }),
  output: AddressView,
  errors: [AccountNotFound, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ number }, { principal }) {
    const address = yield* AccountNumbers.use((numbers) => numbers.addressOf(number))
    if (address === undefined || !seesAccount(principal, address)) {
      return yield* new AccountNotFound({ address: `number ${number}` })
    }
    return { address }
  }),
})

const byEmail = call({
  name: "accounts.byEmail",
  summary: "The account that has an e-mail address; of several, the first by address",
  needs: filters,
  input: Schema.Struct({ email: requiredText(255), domain: Schema.optional(DomainName) }),
  output: AddressView,
  errors: [AccountNotFound, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ email, domain }, { principal }) {
    const only = domainFilter(principal)
    const [address] =
      only !== undefined && domain !== undefined && only !== domain
        ? []
        : yield* Accounts.use((accounts) => accounts.findByEmail(email, only ?? domain))
    return address === undefined ? yield* new AccountNotFound({ address: "of that e-mail address" }) : { address }
  }),
})

const lookUp = call({
  name: "accounts.lookUp",
  summary:
    "Whether an account is activated, and the realm of its space; for anybody, so names that nobody has are counted by host",
  needs: { level: 0, resource: "accounts", target: (): Target => ({ kind: "filtered" }) },
  input: Schema.Struct({ address: AddressRef, host: Schema.optional(Schema.String) }),
  output: Schema.Struct({ activated: Schema.Boolean, realm: Schema.NullOr(Schema.String) }),
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable, Throttled],
  handler: Effect.fnUntraced(function* ({ address: ref, host }) {
    const account = yield* throttled(
      { host },
      Accounts.use((accounts) => accounts.find(ref)),
    )
    if (account?.type !== "local" || account.state === "gone")
      return yield* new AccountNotFound({ address: ref.spelling })
    const realm = yield* realmOfAccount(account)
    return { activated: account.activated, realm: realm === account.domain ? null : realm }
  }),
})

const available = call({
  name: "accounts.available",
  summary: "Whether an address is free for a new account or alias",
  needs: { ...filters, target: touchesAddress },
  input: Schema.Struct({ address: SipAddress }),
  output: Schema.Struct({ address: Schema.String, available: Schema.Boolean }),
  errors: [InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address }) {
    const account = yield* Accounts.use((accounts) => accounts.find(refOf(address)))
    if (account !== undefined && account.state !== "gone") return { address, available: false }
    const alias = yield* Aliases.use((aliases) => aliases.find(refOf(address)))
    return { address, available: alias === undefined }
  }),
})

const newPassword = call({
  name: "accounts.newPassword",
  summary: "A generated password, of the form that new accounts get",
  needs: filters,
  input: Schema.Struct({}),
  // Not marked as a secret: it is nobody's yet.
  output: Schema.Struct({ password: Schema.String }),
  errors: [],
  handler: () => Effect.map(SecureRandom, (random) => ({ password: Redacted.value(generatePassword(random)) })),
})

export const readAccounts = { get, list, profile, page, numbered, byEmail, lookUp, available, newPassword } as const
