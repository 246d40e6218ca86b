import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Account, AccountListing, LocalAccount, RemoteAccount } from "../model/account.ts"
import { accessLevelName } from "../values/access-level.ts"
import { secret } from "./secret.ts"

const common = {
  address: Schema.String,
  username: Schema.String,
  domain: Schema.String,
  /** The clear text, where it is known to be right. */
  password: secret(Schema.NullOr(Schema.String)),
  displayName: Schema.String,
  authId: Schema.NullOr(Schema.String),
  registrar: Schema.NullOr(Schema.String),
  registrarPort: Schema.NullOr(Schema.Number),
  proxy: Schema.NullOr(Schema.String),
  proxyPort: Schema.NullOr(Schema.Number),
  dialPlan: Schema.NullOr(Schema.String),
  lineText: Schema.NullOr(Schema.String),
}

const LocalAccountView = Schema.Struct({
  type: Schema.Literal("local"),
  ...common,
  state: Schema.Literals(["active", "deactivated", "blocked"]),
  email: Schema.String,
  ha1: secret(Schema.String),
  ha1b: secret(Schema.String),
  rpid: Schema.NullOr(Schema.String),
  permissions: Schema.Number,
  access: Schema.String,
  phoneNumber: Schema.NullOr(Schema.String),
  dtmfProtocol: Schema.NullOr(Schema.String),
  dictionary: Schema.Record(Schema.String, Schema.String),
})

const RemoteAccountView = Schema.Struct({ type: Schema.Literal("remote"), ...common })

const known = {
  /** Counts accounts, for protocols that name them by number. */
  number: Schema.Number,
  address: Schema.String,
  username: Schema.String,
  domain: Schema.String,
  displayName: Schema.String,
  email: Schema.String,
  activated: Schema.Boolean,
  blocked: Schema.Boolean,
  phoneNumber: Schema.NullOr(Schema.String),
  dtmfProtocol: Schema.NullOr(Schema.String),
  dictionary: Schema.Record(Schema.String, Schema.String),
  access: Schema.String,
  provisioningToken: Schema.NullOr(Schema.String),
  /** Unix time in milliseconds; 0 for an account that was made outside. */
  created: Schema.Number,
  updated: Schema.Number,
}

/** A local account in a numbered list. */
export const ListingView = Schema.Struct(known)

/** What is known of a local account beside its secrets. */
export const ProfileView = Schema.Struct({
  ...known,
  /** Those that its digest challenges offer. */
  algorithms: Schema.Array(Schema.String),
})

export const listingView = (account: AccountListing, number: number): typeof ListingView.Type => ({
  number,
  address: account.address,
  username: account.username,
  domain: account.domain,
  displayName: account.displayName,
  email: account.email,
  activated: account.activated,
  blocked: account.state === "blocked",
  phoneNumber: account.profile.phoneNumber ?? null,
  dtmfProtocol: account.profile.dtmfProtocol ?? null,
  dictionary: account.profile.dictionary,
  access: accessLevelName(account.profile.access),
  provisioningToken: account.profile.provisioningToken ?? null,
  created: account.created,
  updated: account.updated,
})

export const profileView = (
  account: LocalAccount,
  number: number,
  algorithms: ReadonlyArray<string>,
): typeof ProfileView.Type => ({ ...listingView(account, number), algorithms })

/** An account as operations answer it: plain values, `null` for what is not set. */
export const AccountView = Schema.Union([LocalAccountView, RemoteAccountView])
export type AccountView = typeof AccountView.Type

const commonView = (account: Account) => ({
  address: account.address,
  username: account.username,
  domain: account.domain,
  password: account.credentials.password === undefined ? null : Redacted.value(account.credentials.password),
  displayName: account.displayName,
  authId: account.authId ?? null,
  registrar: account.registrar ?? null,
  registrarPort: account.registrarPort ?? null,
  proxy: account.proxy ?? null,
  proxyPort: account.proxyPort ?? null,
  dialPlan: account.dialPlan ?? null,
  lineText: account.lineText ?? null,
})

const localView = (account: LocalAccount): AccountView => ({
  type: "local",
  ...commonView(account),
  state: account.state === "gone" ? "deactivated" : account.state,
  email: account.email,
  ha1: Redacted.value(account.credentials.ha1),
  ha1b: Redacted.value(account.credentials.ha1b),
  rpid: account.rpid ?? null,
  permissions: account.permissions,
  access: accessLevelName(account.profile.access),
  phoneNumber: account.profile.phoneNumber ?? null,
  dtmfProtocol: account.profile.dtmfProtocol ?? null,
  dictionary: account.profile.dictionary,
})

const remoteView = (account: RemoteAccount): AccountView => ({ type: "remote", ...commonView(account) })

export const accountView = (account: Account): AccountView =>
  account.type === "local" ? localView(account) : remoteView(account)
