import pg from "pg"
import {
  ACCOUNT,
  type AccountRow,
  type BareStore,
  insertText,
  insertTexts,
  type ListedRow,
  OWN_COLUMNS,
  ownValues,
  SESSION,
  type SessionRow,
  SUBSCRIBER_COLUMNS,
  subscriberValues,
  TOGETHER,
} from "./store.ts"

/** `?` as `$1`, `$2` …; none of these texts has one that means something else. */
const numbered = (sql: string): string => {
  let count = 0
  return sql.replace(/\?/g, () => `$${++count}`)
}

/** A statement with a name is prepared once on each connection. */
const named = (name: string, sql: string) => ({ name, text: numbered(sql) })

export const barePostgres = (url: string): BareStore => {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  const session = named("session", SESSION)
  const account = named("account", ACCOUNT)
  const subscriber = named("subscriber", insertText("subscriber", SUBSCRIBER_COLUMNS))
  const own = named("own", insertText("bare_account", OWN_COLUMNS))
  return {
    session: async (nameHash) => (await pool.query<SessionRow>({ ...session, values: [nameHash] })).rows[0],
    account: async (user, domain) =>
      (await pool.query<AccountRow>({ ...account, values: [`${user}@${domain}`, user, domain] })).rows[0],
    addAccount: async (added) => {
      const client = await pool.connect()
      try {
        await client.query("BEGIN")
        try {
          await client.query({ ...subscriber, values: [...subscriberValues(added)] })
          await client.query({ ...own, values: [...ownValues(added, Date.now())] })
          await client.query("COMMIT")
        } catch (error) {
          await client.query("ROLLBACK")
          throw error
        }
      } finally {
        client.release()
      }
    },
    // A cursor goes through the table once; pages look for their beginning each time.
    async *pages() {
      const client = await pool.connect()
      try {
        await client.query("BEGIN")
        await client.query(`DECLARE listed NO SCROLL CURSOR FOR
          SELECT address, display_name FROM sipwright_account WHERE state <> 'gone' ORDER BY address`)
        for (;;) {
          const { rows } = await client.query<ListedRow>(`FETCH ${TOGETHER} FROM listed`)
          yield rows
          if (rows.length < TOGETHER) break
        }
        await client.query("COMMIT")
      } finally {
        client.release()
      }
    },
    insertMany: async (parts) => {
      const textOf = insertTexts(numbered)
      const client = await pool.connect()
      try {
        await client.query("BEGIN")
        for (const part of parts) {
          for (const rows of part) {
            const name = `insert ${rows.table} ${rows.values.length}`
            await client.query({ name, text: textOf(rows), values: [...rows.values] })
          }
        }
        await client.query("COMMIT")
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}
