import { forUpdate } from "../statements/row-lock.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/** Counts the accounts of a space, with the space held, so that no two that are added together pass its limit. */
export const makeSpaceRoom = ({ dialect, tables }: HandlerDeps) => {
  const limitOf = `SELECT max_accounts FROM ${tables.space} WHERE domain = ? AND max_accounts > 0${forUpdate(dialect)}`
  const count = `SELECT COUNT(*) AS accounts FROM ${tables.account}
    WHERE lower(domain) = ? AND type = 'local' AND state <> 'gone'`

  const accountsIn = async (tx: ChangeTransaction, domain: string): Promise<number> =>
    Number((await tx.own.all(count, [domain]))[0]?.["accounts"])

  /** The guard `space-has-room` for so many more accounts. */
  const requireRoom = async (tx: ChangeTransaction, domain: string, more: number): Promise<void> => {
    const [space] = await tx.own.all(limitOf, [domain])
    if (space !== undefined && (await accountsIn(tx, domain)) + more > Number(space["max_accounts"])) {
      fail("space-has-room", domain)
    }
  }

  return { accountsIn, requireRoom }
}
