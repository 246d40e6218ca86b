import pg from "pg"
import {
  ACCOUNT,
  type AccountRow,
  type BareStore,
  insertText,
  OWN_COLUMNS,
  ownValues,
  SESSION,
  type SessionRow,
  SUBSCRIBER_COLUMNS,
  subscriberValues,
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
    close: () => pool.end(),
  }
}
