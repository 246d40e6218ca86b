import { ACCOUNT_COLUMNS, type AccountRow, readAccountRow } from "../account-row.ts"
import { type RowName, spelled, spelledIn } from "../kamailio/spelling.ts"
import { forUpdate } from "../statements/row-lock.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/** Reads accounts for a change and holds their rows, so that what was read stays true until the change is made. */
export const makePresentAccount = ({ dialect, tables }: HandlerDeps) => {
  const select = `SELECT ${ACCOUNT_COLUMNS.join(", ")} FROM ${tables.account} WHERE address = ?${forUpdate(dialect)}`
  const row = "SELECT username, domain FROM subscriber WHERE username = ? AND domain = ?"

  const locked = async (tx: ChangeTransaction, address: string): Promise<AccountRow | undefined> =>
    readAccountRow((await tx.own.all(select, [address]))[0])

  /** The account, `gone` or not. */
  const any = async (tx: ChangeTransaction, address: string): Promise<AccountRow> =>
    (await locked(tx, address)) ?? fail("account-present", address)

  /** The account, which must not be `gone`. */
  const living = async (tx: ChangeTransaction, address: string): Promise<AccountRow> => {
    const account = await any(tx, address)
    return account.state === "gone" ? fail("account-present", address) : account
  }

  const local = async (tx: ChangeTransaction, address: string): Promise<AccountRow> => {
    const account = await living(tx, address)
    return account.type === "local" ? account : fail("account-present", address)
  }

  /** Whether `subscriber` has a row of exactly this spelling. */
  const hasRow = async (tx: ChangeTransaction, name: RowName): Promise<boolean> =>
    (await tx.kamailio.all(row, [name.username, name.domain])).some((found) => spelledIn(found) === spelled(name))

  /** Fails where somebody deleted the row of an active account and nobody has noticed yet. */
  const requireRow = async (tx: ChangeTransaction, account: AccountRow): Promise<void> => {
    if (account.type !== "local" || account.state !== "active") return
    if (!(await hasRow(tx, account))) fail("account-present", account.address)
  }

  return { locked, any, living, local, hasRow, requireRow }
}

export type PresentAccount = ReturnType<typeof makePresentAccount>
