import { join } from "node:path"
import Database from "better-sqlite3"
import { temporaryDirectory } from "./temporary-directory.ts"
import type { Row, TestDatabase } from "./test-database.ts"

export async function createSqliteDatabase(): Promise<TestDatabase> {
  const home = temporaryDirectory("sqlite")
  const database = openSqliteDatabase(join(home.path, "kamailio.db"))
  return {
    ...database,
    close: async () => {
      await database.close()
      home.remove()
    },
  }
}

/** A database in a file, which stays when it is closed. */
export function openSqliteDatabase(file: string): TestDatabase {
  const connection = new Database(file, { timeout: 5_000 })
  return {
    url: `sqlite:${file}`,
    // With three slashes Kamailio would look below its working directory.
    kamailioUrl: `sqlite:///${file}`,
    query: async (sql, parameters = []) => {
      const statement = connection.prepare<unknown[], Row>(sql)
      if (statement.reader) return statement.all(...parameters)
      statement.run(...parameters)
      return []
    },
    close: async () => {
      connection.close()
    },
  }
}
