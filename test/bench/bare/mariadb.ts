import { createPool, type RowDataPacket } from "mysql2/promise"
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

export const bareMariaDb = (url: string): BareStore => {
  const pool = createPool({ uri: url, connectionLimit: 10, charset: "utf8mb4" })
  const subscriber = insertText("subscriber", SUBSCRIBER_COLUMNS)
  const own = insertText("bare_account", OWN_COLUMNS)
  // `execute` prepares a text once on each connection.
  const first = async <Row>(sql: string, values: ReadonlyArray<string>): Promise<Row | undefined> => {
    const [rows] = await pool.execute<Array<RowDataPacket>>(sql, [...values])
    return rows[0] as Row | undefined
  }
  return {
    session: (nameHash) => first<SessionRow>(SESSION, [nameHash]),
    account: (user, domain) => first<AccountRow>(ACCOUNT, [`${user}@${domain}`, user, domain]),
    addAccount: async (added) => {
      const connection = await pool.getConnection()
      try {
        await connection.query("START TRANSACTION")
        try {
          await connection.execute(subscriber, [...subscriberValues(added)])
          await connection.execute(own, [...ownValues(added, Date.now())])
          await connection.query("COMMIT")
        } catch (error) {
          await connection.query("ROLLBACK")
          throw error
        }
      } finally {
        connection.release()
      }
    },
    async *pages() {
      let after = ""
      for (;;) {
        const [found] = await pool.execute<Array<RowDataPacket>>(PAGE, [after])
        const rows = found as Array<RowDataPacket & ListedRow>
        yield rows
        if (rows.length < TOGETHER) return
        after = rows.at(-1)?.address ?? ""
      }
    },
    // As text: with so many values, preparing costs more than it saves.
    insertMany: async (parts) => {
      const textOf = insertTexts()
      const connection = await pool.getConnection()
      try {
        await connection.query("START TRANSACTION")
        for (const part of parts) for (const rows of part) await connection.query(textOf(rows), [...rows.values])
        await connection.query("COMMIT")
      } finally {
        connection.release()
      }
    },
    close: () => pool.end(),
  }
}
