import type { TestDatabase } from "../support/databases.ts"
import { waitFor } from "../support/server-process.ts"

const CLIENTS = new Map([
  ["mysql:", "SELECT count(*) AS clients FROM information_schema.processlist WHERE db = database()"],
  ["postgres:", "SELECT count(*) AS clients FROM pg_stat_activity WHERE datname = current_database()"],
])

/** How many clients the database has, the back door among them. */
export const clientsOf = async (database: TestDatabase): Promise<number> => {
  const sql = CLIENTS.get(new URL(database.url).protocol)
  return sql === undefined ? 1 : Number((await database.query(sql))[0]?.["clients"])
}

/** Waits until the database has noticed that a server is dead, and has no client but the test itself. */
export const abandoned = (database: TestDatabase): Promise<void> =>
  waitFor("the database to be left by everybody else", 15_000, async () => (await clientsOf(database)) === 1)

/** What the half of a minute does that a dead process keeps its change sets for. */
export const endLeases = (own: TestDatabase) => own.query("UPDATE sipwright_journal SET lease_until = 1")
