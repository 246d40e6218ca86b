import type { Change, ChangeSet } from "@sipwright/core"
import type { Connection } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import type { OwnTables } from "../schema/tables.ts"
import { lookUpMany } from "../statements/look-up-many.ts"

const accountOf = (change: Change): string | undefined => {
  switch (change._tag) {
    case "ChangeAccount":
    case "ChangeCredentials":
    case "ChangeRemotePassword":
    case "SetAccountState":
    case "RemoveAccount":
    case "AttachPhone":
    case "SetForwarding":
      return change.address
    case "AddAlias":
      return change.destination
    default:
      return undefined
  }
}

/**
 * Holds the rows of all accounts that a change set is about, in one order for everybody: two change sets that took them one by
 * one, each in its own order, would wait for each other until the database notices.
 */
export const makeLockAccounts = (dialect: SqlDialect, tables: OwnTables) => {
  const lock = lookUpMany(
    (list) => `SELECT address FROM ${tables.account} WHERE address IN (${list}) ORDER BY address FOR UPDATE`,
  )
  return async (own: Connection, changes: ChangeSet): Promise<void> => {
    if (dialect === "sqlite" || changes.length < 2) return
    const accounts = [...new Set(changes.map(accountOf).filter((address) => address !== undefined))].toSorted()
    // One account is locked by the change itself.
    if (accounts.length < 2) return
    await lock(own, accounts)
  }
}
