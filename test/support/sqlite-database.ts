import { join } from "node:path"
import Database from "better-sqlite3"
import { temporaryDirectory } from "./temporary-directory.ts"
import type { Row, TestDatabase } from "./test-database.ts"

export async function createSqliteDatabase(): Promise<TestDatabase> {
  const home = temporaryDirectory("sqlite")
  const file = join(home.path, "kamailio.db")
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
      home.remove()
    },
  }
}
