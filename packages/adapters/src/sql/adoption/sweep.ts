import type { SipAddress } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { Connection } from "../database.ts"
import { type RowName, spelled, spelledIn } from "../kamailio/spelling.ts"
import type { StoreDeps } from "../store-deps.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import { textOf } from "../statements/values.ts"
import { CHUNK } from "./kamailio-rows.ts"

export interface Known extends RowName {
  readonly address: SipAddress
  readonly state: string
  readonly version: number
}

/** Says of accounts whether Kamailio's row is there, one by one or all of them. */
export const makePresence = ({ databases, tables }: StoreDeps) => {
  const { own, kamailio, shared } = databases
  const key = byteOrder(own.dialect, "address")
  const known = `SELECT address, username, domain, state, version FROM ${tables.account}
    WHERE ${key} > ? AND type = 'local' AND state IN ('active', 'gone') ORDER BY ${key} LIMIT ${CHUNK}`
  const namesakes = lookUpMany((list) => `SELECT username, domain FROM subscriber WHERE username IN (${list})`)
  // In one database the row is looked for once more in the same statement, since it may have been made this moment.
  const exactly =
    own.dialect === "mysql"
      ? " AND CAST(CONVERT(username USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS BINARY)"
      : ""
  const unless = shared ? ` AND NOT EXISTS (SELECT 1 FROM subscriber WHERE username = ? AND domain = ?${exactly})` : ""
  const markGone = `UPDATE ${tables.account} SET state = 'gone' WHERE address = ? AND state = 'active' AND version = ?${unless}`
  const revive = `UPDATE ${tables.account} SET state = 'active' WHERE address = ? AND state = 'gone' AND version = ?`

  const gone = async (account: Omit<Known, "state">): Promise<void> => {
    const { address, version, username, domain } = account
    const name = shared ? [username, domain, ...(exactly === "" ? [] : [username])] : []
    await own.run(markGone, [address, version, ...name])
  }

  const back = async ({ address, version }: Pick<Known, "address" | "version">): Promise<void> => {
    await own.run(revive, [address, version])
  }

  const present = async (connection: Connection, accounts: ReadonlyArray<Known>): Promise<ReadonlySet<string>> => {
    const usernames = accounts.map(({ username }) => username)
    return new Set((await namesakes(connection, usernames)).map(spelledIn))
  }

  /** All accounts, a page at a time. Two passes over one account are harmless. */
  const sweep = async (): Promise<void> => {
    let after = ""
    for (;;) {
      const accounts = (await own.all(known, [after])).map(
        (row): Known => ({
          address: textOf(row["address"]) as SipAddress,
          username: textOf(row["username"]),
          domain: textOf(row["domain"]),
          state: textOf(row["state"]),
          version: Number(row["version"]),
        }),
      )
      const there = await present(kamailio, accounts)
      for (const account of accounts) {
        const isThere = there.has(spelled(account))
        if (account.state === "active" && !isThere) await gone(account)
        else if (account.state === "gone" && isThere) await back(account)
      }
      const last = accounts.at(-1)
      if (last === undefined || accounts.length < CHUNK) return
      after = last.address
    }
  }

  return { gone, back, sweep }
}
