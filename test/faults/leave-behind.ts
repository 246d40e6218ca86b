import type { TestDatabase } from "../support/databases.ts"
import { waitFor } from "../support/server-process.ts"

const CLIENTS = new Map([
  ["mysql:", "SELECT count(*) AS clients FROM information_schema.processlist WHERE db = database()"],
  ["postgres:", "SELECT count(*) AS clients FROM pg_stat_activity WHERE datname = current_database()"],
])

/** Waits until the database has noticed that a server is dead, and has no client but the test itself. */
export const abandoned = async (database: TestDatabase): Promise<void> => {
  const sql = CLIENTS.get(new URL(database.url).protocol)
  if (sql === undefined) return
  const clients = async () => Number((await database.query(sql))[0]?.["clients"])
  await waitFor("the database to be left by everybody else", 15_000, async () => (await clients()) === 1)
}

/** What the half of a minute does that a dead process keeps its change sets for. */
export const endLeases = (own: TestDatabase) => own.query("UPDATE sipwright_journal SET lease_until = 1")
