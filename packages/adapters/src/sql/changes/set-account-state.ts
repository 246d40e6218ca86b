import type { SetAccountState } from "@sipwright/core"
import type { AccountRow } from "../account-row.ts"
import type { ParkedRow } from "../account-secrets.ts"
import type { Param, Row } from "../database.ts"
import { spelled, spelledIn } from "../kamailio/spelling.ts"
import { forUpdate } from "../statements/row-lock.ts"
import { textOf } from "../statements/values.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"

const param = (value: unknown): Param => {
  if (value === null || value === undefined) return null
  if (typeof value === "number" || typeof value === "string") return value
  return value instanceof Date ? value.toISOString().slice(0, 19).replace("T", " ") : textOf(value)
}

// Every column, also those we know nothing of: it has to come back as it was. The id is the database's to give.
const parkable = (row: Row): ParkedRow =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => column.toLowerCase() !== "id")
      .map(([column, value]) => [column, param(value)]),
  )

export const makeSetAccountState = (
  { tables, secrets, kamailioDialect }: HandlerDeps,
  accounts: PresentAccount,
): Handler<SetAccountState> => {
  const whole = `SELECT * FROM subscriber WHERE username = ? AND domain = ?${forUpdate(kamailioDialect)}`
  const set = `UPDATE ${tables.account} SET state = ?, activated = ?, parked = ?, version = version + 1, updated_at = ? WHERE address = ?`

  const park = async (tx: ChangeTransaction, account: AccountRow): Promise<string> => {
    const { address, username, domain } = account
    const row = (await tx.kamailio.all(whole, [username, domain])).find(
      (found) => spelledIn(found) === spelled(account),
    )
    if (row === undefined) return fail("account-present", address)
    await tx.kamailio.write({ kind: "delete", table: "subscriber", where: { username, domain } })
    return secrets.sealParked(address, parkable(row))
  }

  const unpark = async (tx: ChangeTransaction, account: AccountRow): Promise<void> => {
    // Where somebody has made the row again meanwhile, Kamailio is right.
    if (await accounts.hasRow(tx, account)) return
    const row = secrets.openParked(account.address, account.parked)
    if (row === undefined) return fail("account-present", account.address)
    const same = ["username", "domain"]
    await tx.kamailio.write({ kind: "insert", table: "subscriber", rows: [row], same })
  }

  return async (tx, { address, ...change }) => {
    const account = await accounts.local(tx, address)
    const activated = change.activated ?? account.activated
    const state = (change.blocked ?? account.state === "blocked") ? "blocked" : activated ? "active" : "deactivated"
    if (account.state === state && account.activated === activated) return accounts.requireRow(tx, account)
    let parked: string | null = account.parked ?? null
    if (account.state === "active") parked = await park(tx, account)
    else if (state === "active") {
      await unpark(tx, account)
      parked = null
    }
    await tx.own.run(set, [state, activated ? 1 : 0, parked, tx.time, address])
  }
}
