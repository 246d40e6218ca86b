import type { Connection, Databases } from "../database.ts"
import { spelled, spelledIn } from "../kamailio/spelling.ts"
import type { OwnTables } from "../schema/tables.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import { textOf } from "../statements/values.ts"
import { subscriberRows } from "./subscriber-walk.ts"

/** How our table and Kamailio's differ in which accounts there are. */
export interface Drift {
  /** Rows of `subscriber` that we do not know yet. */
  readonly unknownRows: number
  /** Accounts that we take for active and Kamailio has no row of. */
  readonly missingRows: number
}

const CHUNK = 1000

/** The names that a table has, out of those with one of some user parts. */
const namesIn = (table: string) => {
  const namesakes = lookUpMany((list) => `SELECT username, domain FROM ${table} WHERE username IN (${list})`)
  return async (connection: Pick<Connection, "all">, usernames: ReadonlyArray<string>): Promise<ReadonlySet<string>> =>
    new Set((await namesakes(connection, usernames)).map(spelledIn))
}

const unknownRows = async ({ own, kamailio }: Databases, tables: OwnTables): Promise<number> => {
  const ours = namesIn(tables.account)
  let count = 0
  for await (const rows of subscriberRows(kamailio)) {
    const known = await ours(
      own,
      rows.map((row) => row.username),
    )
    count += rows.filter((row) => !known.has(spelled(row))).length
  }
  return count
}

const missingRows = async ({ own, kamailio }: Databases, tables: OwnTables): Promise<number> => {
  const next = `SELECT address, username, domain FROM ${tables.account}
    WHERE type = 'local' AND state = 'active' AND address > ? ORDER BY address LIMIT ${CHUNK}`
  const theirs = namesIn("subscriber")
  let count = 0
  for (let after = ""; ; ) {
    const accounts = await own.all(next, [after])
    const last = accounts.at(-1)
    if (last === undefined) return count
    const there = await theirs(
      kamailio,
      accounts.map((row) => textOf(row["username"])),
    )
    count += accounts.filter((row) => !there.has(spelledIn(row))).length
    after = textOf(last["address"])
  }
}

export const findDrift = async (databases: Databases, tables: OwnTables): Promise<Drift> => ({
  unknownRows: await unknownRows(databases, tables),
  missingRows: await missingRows(databases, tables),
})
