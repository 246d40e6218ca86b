import type { SipAddress } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { Connection } from "../database.ts"
import { namesakes } from "../kamailio/namesakes.ts"
import { type RowName, spelled, spelledIn } from "../kamailio/spelling.ts"
import type { StoreDeps } from "../store-deps.ts"
import { forUpdate } from "../statements/row-lock.ts"
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
  const held = `SELECT state, version FROM ${tables.account} WHERE address = ?${forUpdate(own.dialect)}`
  const set = `UPDATE ${tables.account} SET state = ? WHERE address = ?`
  const row = "SELECT username, domain FROM subscriber WHERE username = ? AND domain = ?"

  /** Looks again with the account held, since whoever changes it may have made or taken away its row since. */
  const settle = (account: Omit<Known, "state">, from: string, to: string, isThere: boolean): Promise<void> =>
    own.transaction(async (connection) => {
      const { address, version, username, domain } = account
      const [now] = await connection.all(held, [address])
      if (now === undefined || now["state"] !== from || Number(now["version"]) !== version) return
      const rows = await (shared ? connection : kamailio).all(row, [username, domain])
      if (rows.some((found) => spelledIn(found) === spelled(account)) === isThere) {
        await connection.run(set, [to, address])
      }
    })

  const gone = (account: Omit<Known, "state">): Promise<void> => settle(account, "active", "gone", false)

  const back = (account: Omit<Known, "state">): Promise<void> => settle(account, "gone", "active", true)

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
