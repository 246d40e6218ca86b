import Sqlite from "better-sqlite3"
import {
  ACCOUNT,
  type AccountRow,
  type BareStore,
  insertText,
  insertTexts,
  type ListedRow,
  OWN_COLUMNS,
  ownValues,
  PAGE,
  SESSION,
  type SessionRow,
  SUBSCRIBER_COLUMNS,
  subscriberValues,
  TOGETHER,
} from "./store.ts"

/** A connection with the settings of the product's own, so that a commit is worth the same. */
const openBareSqlite = (path: string): Sqlite.Database => {
  const connection = new Sqlite(path)
  connection.pragma("busy_timeout = 5000")
  connection.pragma("journal_mode = WAL")
  connection.pragma("synchronous = FULL")
  connection.pragma("foreign_keys = ON")
  return connection
}

export const bareSqlite = (path: string): BareStore => {
  const connection = openBareSqlite(path)
  const session = connection.prepare<Array<string>, SessionRow>(SESSION)
  const account = connection.prepare<Array<string>, AccountRow>(ACCOUNT)
  const page = connection.prepare<Array<string>, ListedRow>(PAGE)
  const begin = connection.prepare("BEGIN IMMEDIATE")
  const commit = connection.prepare("COMMIT")
  const rollback = connection.prepare("ROLLBACK")
  const hasOwn = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'bare_account'").get() !== undefined
  const subscriber = connection.prepare(insertText("subscriber", SUBSCRIBER_COLUMNS))
  const own = hasOwn ? connection.prepare(insertText("bare_account", OWN_COLUMNS)) : undefined
  return {
    session: (nameHash) => session.get(nameHash),
    account: (user, domain) => account.get(`${user}@${domain}`, user, domain),
    addAccount: (added) => {
      begin.run()
      try {
        subscriber.run(...subscriberValues(added))
        own?.run(...ownValues(added, Date.now()))
        commit.run()
      } catch (error) {
        rollback.run()
        throw error
      }
    },
    // `iterate()` pays for a call for each row.
    async *pages() {
      let after = ""
      for (;;) {
        const rows = page.all(after)
        yield rows
        if (rows.length < TOGETHER) return
        after = rows.at(-1)?.address ?? ""
      }
    },
    insertMany: async (parts) => {
      const textOf = insertTexts()
      const prepared = new Map<string, Sqlite.Statement>()
      begin.run()
      for (const part of parts) {
        for (const rows of part) {
          const text = textOf(rows)
          const statement = prepared.get(text) ?? connection.prepare(text)
          prepared.set(text, statement)
          statement.run(rows.values)
        }
      }
      commit.run()
    },
    close: async () => void connection.close(),
  }
}
