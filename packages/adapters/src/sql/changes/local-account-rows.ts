import { type AddLocalAccount, domainOf, userOf } from "@sipwright/core"
import * as Redacted from "effect/Redacted"
import type { AccountRow } from "../account-row.ts"
import type { ParkedRow } from "../account-secrets.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { optionalColumns } from "./optional-columns.ts"

/** What a new local account is in Kamailio's table, and in ours. */
export interface LocalAccountRows {
  /** Kamailio's row; parked in ours, where the account must not register yet. */
  readonly subscriber: ParkedRow
  readonly account: AccountRow
}

/** What tells a row of `subscriber` from somebody else's of the same name. */
export const SUBSCRIBER_INSERT = {
  kind: "insert",
  table: "subscriber",
  same: ["username", "domain", "ha1"],
  key: ["username", "domain"],
} as const

/** What is encrypted of an account. */
type SealedSecrets = Pick<AccountRow, "fingerprint" | "secret">

export const makeLocalAccountRows = ({ capabilities, secrets }: Pick<HandlerDeps, "capabilities" | "secrets">) => {
  const prepared = new WeakMap<AddLocalAccount, SealedSecrets>()

  const seal = ({ address, credentials }: AddLocalAccount): SealedSecrets => ({
    fingerprint: secrets.fingerprint(credentials.reveal().ha1),
    secret: secrets.sealSecret(address, {
      password: Redacted.value(credentials.password),
      algorithms: credentials.algorithms,
    }),
  })

  const rowsOf = (change: AddLocalAccount, time: number): LocalAccountRows => {
    const { address, credentials, email, permissions, activated } = change
    const username = userOf(address)
    const domain = domainOf(address)
    const { password, ha1, ha1b } = credentials.reveal()
    const subscriber = {
      username,
      domain,
      password,
      ha1,
      ha1b,
      ...optionalColumns(capabilities, { email, permissions }),
    }
    const { fingerprint, secret } = prepared.get(change) ?? seal(change)
    const account: AccountRow = {
      address,
      type: "local",
      state: activated ? "active" : "deactivated",
      version: 1,
      username,
      domain,
      settings: change.settings,
      email,
      rpid: undefined,
      permissions,
      fingerprint,
      secret,
      parked: activated ? undefined : secrets.sealParked(address, subscriber),
      activated,
      profile: change.profile,
      created: time,
      updated: time,
    }
    return { subscriber, account }
  }

  /** Encrypts in advance what {@link rowsOf} needs of a change. */
  const prepare = (change: AddLocalAccount): void => {
    prepared.set(change, seal(change))
  }

  return { rowsOf, prepare }
}
