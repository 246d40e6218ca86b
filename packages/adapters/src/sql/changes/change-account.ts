import type { AccountPatch, ChangeAccount, PhoneSettings } from "@sipwright/core"
import { type AccountRow, emailKey, profileColumns, SETTING_COLUMNS } from "../account-row.ts"
import type { Param } from "../database.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { MirrorPermissions } from "./mirror-permissions.ts"
import { optionalColumns } from "./optional-columns.ts"
import { makeRequireFreeNumber } from "./phone-number-free.ts"
import type { PresentAccount } from "./present-account.ts"

const columnsOf = (set: AccountPatch, local: boolean): ReadonlyArray<readonly [string, Param]> => [
  ...(Object.keys(SETTING_COLUMNS) as Array<keyof PhoneSettings>)
    .filter((field) => field in set)
    .map((field) => [SETTING_COLUMNS[field], set[field] ?? null] as const),
  ...(local && set.email !== undefined
    ? [["email", set.email] as const, ["email_key", emailKey(set.email)] as const]
    : []),
  ...(local && set.profile !== undefined ? Object.entries(profileColumns(set.profile)) : []),
  ...(local && set.permissions !== undefined ? [["permissions", set.permissions] as const] : []),
]

export const makeChangeAccount = (
  deps: HandlerDeps,
  accounts: PresentAccount,
  mirror: MirrorPermissions,
): Handler<ChangeAccount> => {
  const { tables, capabilities, secrets } = deps
  const requireFreeNumber = makeRequireFreeNumber(deps)
  // What is not active has its row with us; there it must change too, or the old value would come back with the row.
  const setParked = async (tx: ChangeTransaction, account: AccountRow, columns: Readonly<Record<string, Param>>) => {
    const parked = secrets.openParked(account.address, account.parked)
    if (parked === undefined) return
    const sealed = secrets.sealParked(account.address, { ...parked, ...columns })
    await tx.own.run(`UPDATE ${tables.account} SET parked = ? WHERE address = ?`, [sealed, account.address])
  }

  return async (tx, { address, version, set }) => {
    const account = await accounts.living(tx, address)
    if (account.version !== version) fail("version", address)
    const local = account.type === "local"
    if (local) await requireFreeNumber(tx, address, set.profile?.phoneNumber)
    const { username, domain } = account
    const optional = local ? optionalColumns(capabilities, set) : {}
    if (Object.keys(optional).length > 0) {
      if (account.state !== "active") await setParked(tx, account, optional)
      else {
        const where = { username, domain }
        const matched = await tx.kamailio.write({ kind: "update", table: "subscriber", where, set: optional })
        if (matched === 0) fail("account-present", address)
      }
    }
    if (local && account.state === "active" && set.permissions !== undefined) {
      await mirror(tx, account, set.permissions)
    }
    const columns = columnsOf(set, local)
    const assignments = [...columns.map(([column]) => `${column} = ?`), "version = version + 1", "updated_at = ?"]
    const values = columns.map(([, value]) => value)
    const sql = `UPDATE ${tables.account} SET ${assignments.join(", ")} WHERE address = ? AND version = ?`
    if ((await tx.own.run(sql, [...values, tx.time, address, version])) === 0) fail("version", address)
  }
}
