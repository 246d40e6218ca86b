import { Effect, Redacted, Schema } from "effect"
import { makeCredentials } from "../auth/ha1.ts"
import { generateFiller, generatePassword } from "../auth/tokens.ts"
import type { Account, AccountState, PhoneSettings } from "../model/account.ts"
import type { AccountPatch, Change } from "../model/change.ts"
import type { NewCredentials } from "../model/credentials.ts"
import { Accounts } from "../ports/accounts.ts"
import { Aliases } from "../ports/aliases.ts"
import { DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { Domains } from "../ports/domains.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { Glob } from "../values/glob.ts"
import { PortNumber } from "../values/port-number.ts"
import { NewPassword } from "../values/secret-text.ts"
import { AddressRef, domainOf, refOf, SipAddress, splitAddress } from "../values/sip-address.ts"
import { requiredText, text } from "../values/text.ts"
import { domainFilter } from "./access.ts"
import { changeAccount } from "./change-account.ts"
import { actorOf, commit } from "./commit.ts"
import {
  AccountChanged,
  AccountInUse,
  AccountNotFound,
  AddressTaken,
  DomainIsLocal,
  DomainNotLocal,
  InvalidInput,
  NoDefaultServers,
  NotALocalAccount,
} from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import { type Caller, call, listing, type Target } from "./operation.ts"
import { knownAccount, presentAccount, presentLocalAccount } from "./present-account.ts"
import { AccountView, accountView } from "./views.ts"

const touchesRef = (input: { readonly address: AddressRef }): Target => ({
  kind: "account",
  address: input.address.spelling,
})
const touchesAddress = (input: { readonly address: SipAddress }): Target => ({
  kind: "account",
  address: input.address,
})

const read = { level: 1, resource: "accounts", target: touchesRef } as const
const write = { level: 3, resource: "accounts", target: touchesRef } as const

const ByAddress = Schema.Struct({ address: AddressRef })

const credentialsFor = (
  name: { readonly username: string; readonly domain: string },
  password: NewCredentials["password"],
) =>
  Effect.gen(function* () {
    const hasher = yield* DigestHasher
    const deployment = yield* DeploymentSettings
    const random = yield* SecureRandom
    return makeCredentials(hasher, deployment, name, password, generateFiller(random))
  })

const nobody = (subject: string) => new AccountNotFound({ address: subject })
const taken = (subject: string) => new AddressTaken({ address: subject })

const get = call({
  name: "accounts.get",
  summary: "One account, with its secrets from full_read on",
  needs: { ...read, self: true },
  input: ByAddress,
  output: AccountView,
  errors: [AccountNotFound, InvalidInput, StoreUnavailable],
  handler: ({ address }) => Effect.map(presentAccount(address), accountView),
})

const list = listing({
  name: "accounts.list",
  summary: "All accounts, or those whose address matches a pattern",
  needs: { level: 1, resource: "accounts", target: () => ({ kind: "filtered" }) },
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

const addLocal = call({
  name: "accounts.addLocal",
  summary: "Makes an account that Kamailio authenticates, with a generated password",
  needs: { level: 3, resource: "accounts", target: touchesAddress },
  input: Schema.Struct({ address: SipAddress, displayName: text(255), email: text(255) }),
  output: AccountView,
  errors: [AddressTaken, DomainNotLocal, InvalidInput, NoDefaultServers, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address, displayName, email }, caller) {
    const domain = domainOf(address)
    const domains = yield* Domains
    if (!(yield* domains.isLocal(domain))) return yield* new DomainNotLocal({ domain })
    const servers = yield* domains.servers(domain)
    if (servers === undefined) {
      const existing = yield* Accounts.use((accounts) => accounts.find(refOf(address)))
      return yield* existing === undefined || existing.state === "gone"
        ? new NoDefaultServers({ domain })
        : taken(address)
    }
    const deployment = yield* DeploymentSettings
    const name = { username: splitAddress(address).user, domain }
    const credentials = yield* credentialsFor(name, generatePassword(yield* SecureRandom))
    const settings: PhoneSettings = {
      displayName,
      authId: undefined,
      registrar: servers.registrar,
      registrarPort: servers.registrarPort,
      proxy: servers.proxy,
      proxyPort: servers.proxyPort,
      dialPlan: undefined,
      lineText: undefined,
    }
    const permissions = deployment.defaultPermissions
    const uniqueUser = deployment.realm !== undefined
    yield* commit(
      [{ _tag: "AddLocalAccount", address, settings, email, permissions, credentials, uniqueUser }],
      actorOf(caller),
    ).pipe(onGuard({ "address-free": taken, "user-free": taken }))
    return accountView({
      type: "local",
      address,
      state: "active",
      version: 1,
      ...name,
      ...settings,
      email,
      permissions,
      rpid: undefined,
      credentials,
    })
  }),
})

const addRemote = call({
  name: "accounts.addRemote",
  summary: "Makes an account for phones that register elsewhere",
  needs: { level: 3, resource: "accounts", target: touchesAddress },
  input: Schema.Struct({
    address: SipAddress,
    password: NewPassword,
    displayName: text(255),
    registrar: requiredText(255),
    registrarPort: Schema.optional(PortNumber),
    proxy: Schema.optional(text(255)),
    proxyPort: Schema.optional(PortNumber),
    authId: Schema.optional(text(255)),
    dialPlan: Schema.optional(text(1024)),
    lineText: Schema.optional(text(255)),
  }),
  output: AccountView,
  errors: [AddressTaken, DomainIsLocal, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address, password, ...given }, caller) {
    const domain = domainOf(address)
    if (yield* Domains.use((domains) => domains.isLocal(domain))) return yield* new DomainIsLocal({ domain })
    const settings: PhoneSettings = {
      displayName: given.displayName,
      authId: given.authId || undefined,
      registrar: given.registrar,
      registrarPort: given.registrarPort,
      proxy: given.proxy || undefined,
      proxyPort: given.proxyPort,
      dialPlan: given.dialPlan || undefined,
      lineText: given.lineText || undefined,
    }
    yield* commit([{ _tag: "AddRemoteAccount", address, settings, password }], actorOf(caller)).pipe(
      onGuard({ "address-free": taken }),
    )
    const { user: username } = splitAddress(address)
    const credentials = { password }
    return accountView({
      type: "remote",
      address,
      state: "active",
      version: 1,
      username,
      domain,
      ...settings,
      credentials,
    })
  }),
})

const remove = call({
  name: "accounts.remove",
  summary: "Removes an account that has no phones and no aliases any more",
  needs: write,
  input: ByAddress,
  output: Schema.Struct({ address: Schema.String }),
  errors: [AccountInUse, AccountNotFound, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref }, caller) {
    // An account that is gone from Kamailio can still be removed from our tables.
    const { address } = yield* knownAccount(ref)
    yield* commit([{ _tag: "RemoveAccount", address }], actorOf(caller)).pipe(
      onGuard({
        "account-present": nobody,
        "no-phones": () => new AccountInUse({ address, by: "phones" }),
        "no-aliases": () => new AccountInUse({ address, by: "aliases" }),
      }),
    )
    return { address }
  }),
})

const setPassword = call({
  name: "accounts.setPassword",
  summary: "Gives an account another password, in Kamailio and here at once",
  needs: { ...write, self: true },
  input: Schema.Struct({ address: AddressRef, password: NewPassword }),
  output: Schema.Struct({ address: Schema.String }),
  errors: [AccountNotFound, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address: ref, password }, caller) {
    const account = yield* presentAccount(ref)
    const { address } = account
    const change: Change =
      account.type === "local"
        ? { _tag: "ChangeCredentials", address, credentials: yield* credentialsFor(account, password) }
        : { _tag: "ChangeRemotePassword", address, password }
    // A password that somebody else sets is to keep out whoever is in by the old one.
    const changes: ReadonlyArray<Change> =
      caller.principal.kind === "account"
        ? [change]
        : [change, { _tag: "EndSessions", subject: { kind: "account", name: address } }]
    yield* commit(changes, actorOf(caller)).pipe(onGuard({ "account-present": nobody }))
    return { address }
  }),
})

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
  needs: write,
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
  needs: write,
  input: Schema.Struct({ address: AddressRef, email: text(255) }),
  output: Schema.Struct({ address: Schema.String, email: Schema.String }),
  errors: [AccountChanged, AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: ({ address, email }, caller) =>
    Effect.map(updateAccount(address, { email }, caller), (done) => ({ address: done.address, email })),
})

const available = call({
  name: "accounts.available",
  summary: "Whether an address is free for a new account or alias",
  needs: { level: 1, resource: "accounts", target: touchesAddress },
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

const stateChange = (
  name: "accounts.block" | "accounts.unblock",
  summary: string,
  state: Exclude<AccountState, "gone">,
) =>
  call({
    name,
    summary,
    needs: write,
    input: ByAddress,
    output: Schema.Struct({ address: Schema.String, state: Schema.String }),
    errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
    handler: Effect.fnUntraced(function* ({ address: ref }, caller) {
      const { address } = yield* presentLocalAccount(ref)
      yield* commit([{ _tag: "SetAccountState", address, state }], actorOf(caller)).pipe(
        onGuard({ "account-present": nobody }),
      )
      return { address, state }
    }),
  })

const block = stateChange("accounts.block", "Keeps a local account from registering, until it is unblocked", "blocked")

const unblock = stateChange(
  "accounts.unblock",
  "Lets a blocked account register again, with its old password",
  "active",
)

const newPassword = call({
  name: "accounts.newPassword",
  summary: "A generated password, of the form that new accounts get",
  needs: { level: 1, resource: "accounts", target: () => ({ kind: "filtered" }) },
  input: Schema.Struct({}),
  // Not marked as a secret: it is nobody's yet.
  output: Schema.Struct({ password: Schema.String }),
  errors: [],
  handler: () => Effect.map(SecureRandom, (random) => ({ password: Redacted.value(generatePassword(random)) })),
})

export const accounts = {
  get,
  list,
  addLocal,
  addRemote,
  remove,
  setPassword,
  update,
  setEmail,
  available,
  block,
  unblock,
  newPassword,
} as const
