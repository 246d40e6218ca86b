import type { ChangeTransaction } from "./change-transaction.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/** Drops all that hangs on an account beside its own row, so that whoever gets the address next begins anew. */
export const makeForgetAccount = ({ tables }: Pick<HandlerDeps, "tables">) => {
  const statements = [
    `DELETE FROM ${tables.roleHolder} WHERE kind = 'account' AND name = ?`,
    `DELETE FROM ${tables.session} WHERE operator = ? AND subject = 'account'`,
    `DELETE FROM ${tables.apiKey} WHERE account = ?`,
    `DELETE FROM ${tables.accountNumber} WHERE address = ?`,
    // Kept, since a token must not be attached a second time.
    `UPDATE ${tables.attachedToken} SET account = NULL WHERE account = ?`,
  ]
  return async (tx: ChangeTransaction, address: string): Promise<void> => {
    for (const statement of statements) await tx.own.run(statement, [address])
  }
}
