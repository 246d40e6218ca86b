import { Redacted, Schema } from "effect"
import type { Account, LocalAccount, RemoteAccount } from "../model/account.ts"
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
})

const RemoteAccountView = Schema.Struct({ type: Schema.Literal("remote"), ...common })

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
})

const remoteView = (account: RemoteAccount): AccountView => ({ type: "remote", ...commonView(account) })

export const accountView = (account: Account): AccountView =>
  account.type === "local" ? localView(account) : remoteView(account)
