import {
  type AddLocalAccount,
  type AddRemoteAccount,
  type CallPermissions,
  domainOf,
  noProfile,
  userOf,
} from "@sipwright/core"
import * as Redacted from "effect/Redacted"
import { type AccountRow, accountParams, NEW_ACCOUNT_COLUMNS } from "../account-row.ts"
import { byteOrder } from "../byte-order.ts"
import { upsert } from "../statements/insert.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import { makeRequireDomain } from "./domain-present.ts"
import { fail, unique } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { makeLocalAccountRows, SUBSCRIBER_INSERT } from "./local-account-rows.ts"
import type { MirrorPermissions } from "./mirror-permissions.ts"
import { makeRequireFreeNumber } from "./phone-number-free.ts"
import type { ReserveAddress } from "./reserve-address.ts"
import { makeSpaceRoom } from "./space-room.ts"

const NO_PERMISSIONS = 0 as CallPermissions

export const makeAddAccount = (deps: HandlerDeps, reserve: ReserveAddress, mirror: MirrorPermissions) => {
  const requireFreeNumber = makeRequireFreeNumber(deps)
  const { requireRoom } = makeSpaceRoom(deps)
  const requireDomain = makeRequireDomain(deps)
  const { rowsOf } = makeLocalAccountRows(deps)
  const { dialect, tables, secrets } = deps
  // A reader may have adopted the row of `subscriber` that the same change set has made just now.
  const put = upsert(dialect, tables.account, "address", NEW_ACCOUNT_COLUMNS, ["created_at"])
  const key = byteOrder(dialect, "address")
  const sameUser = `SELECT 1 AS found FROM ${tables.account}
    WHERE ${key} >= ? AND ${key} < ? AND address <> ? AND state <> 'gone' LIMIT 1`
  const sameUserOutside = "SELECT 1 AS found FROM subscriber WHERE username = ? LIMIT 1"

  const requireFreeUser = async (tx: ChangeTransaction, { address }: AddLocalAccount): Promise<void> => {
    const user = userOf(address)
    await deps.lockName(tx.own, `user:${user}`)
    // `A` follows `@`: every key that begins with this user part, whatever the spelling of its row.
    const ours = await tx.own.all(sameUser, [`${user}@`, `${user}A`, address])
    if (ours.length > 0 || (await tx.kamailio.all(sameUserOutside, [user])).length > 0) fail("user-free", user)
  }

  const local: Handler<AddLocalAccount> = async (tx, change) => {
    const { address } = change
    const domain = domainOf(address)
    await reserve(tx, address, "account")
    if (change.uniqueUser) await requireFreeUser(tx, change)
    await requireFreeNumber(tx, address, change.profile.phoneNumber)
    await requireRoom(tx, domain, 1)
    if (change.local) await requireDomain(tx, domain)
    const { subscriber, account } = rowsOf(change, tx.time)
    if (change.activated) {
      await unique("address-free", address, () => tx.kamailio.write({ ...SUBSCRIBER_INSERT, rows: [subscriber] }))
    }
    await mirror(tx, account, change.permissions)
    await tx.own.run(put, accountParams(account))
  }

  const remote: Handler<AddRemoteAccount> = async (tx, { address, settings, password }) => {
    await reserve(tx, address, "account")
    const account: AccountRow = {
      address,
      type: "remote",
      state: "active",
      version: 1,
      username: userOf(address),
      domain: domainOf(address),
      settings,
      email: "",
      rpid: undefined,
      permissions: NO_PERMISSIONS,
      fingerprint: undefined,
      secret: secrets.sealSecret(address, { password: Redacted.value(password) }),
      parked: undefined,
      activated: true,
      profile: noProfile,
      created: tx.time,
      updated: tx.time,
    }
    await tx.own.run(put, accountParams(account))
  }

  return { local, remote }
}
