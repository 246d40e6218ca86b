import type { Connection, Database } from "../../../packages/adapters/src/sql/database.ts"
import type { StoreDeps } from "../../../packages/adapters/src/sql/store-deps.ts"
import type { TestDatabase } from "../../support/databases.ts"

/** Something that happens once, while a statement of somebody else is about to be made or has just been answered. */
export interface Meanwhile {
  readonly when: "before" | "after"
  /** Which statement; a transaction that begins is `BEGIN`. */
  readonly statement: RegExp
  readonly act: () => Promise<unknown>
}

/** A change of a store by which something happens between two of its statements. */
export const meanwhile = ({ when, statement, act }: Meanwhile) => {
  let isOver = false
  const around = async <A>(sql: string, run: () => Promise<A>): Promise<A> => {
    if (isOver || !statement.test(sql)) return run()
    isOver = true
    if (when === "before") await act()
    const result = await run()
    if (when === "after") await act()
    return result
  }
  const connectionOf = ({ all, run }: Connection): Connection => ({
    all: (sql, params) => around(sql, () => all(sql, params)),
    run: (sql, params) => around(sql, () => run(sql, params)),
  })
  const databaseOf = (database: Database): Database => ({
    ...database,
    ...connectionOf(database),
    change: (sql, params) => around(sql, () => database.change(sql, params)),
    transaction: (work) => around("BEGIN", () => database.transaction((connection) => work(connectionOf(connection)))),
  })
  return (deps: StoreDeps): StoreDeps => {
    const { shared } = deps.databases
    const own = databaseOf(deps.databases.own)
    const kamailio = shared ? own : databaseOf(deps.databases.kamailio)
    return { ...deps, databases: { own, kamailio, shared } }
  }
}

const WAITING = {
  postgres: `SELECT 1 AS found FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  // Of all databases of the server; the table of transactions shows nothing new to who asks again and again.
  mariadb: `SELECT 1 AS found FROM information_schema.global_status
    WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS' AND variable_value > 0`,
}

/** Until the work is done, or waits for somebody else in the database. */
export const doneOrWaiting = async (
  database: TestDatabase,
  name: keyof typeof WAITING,
  work: Promise<unknown>,
): Promise<void> => {
  const done = work.then(
    () => true,
    () => true,
  )
  const waiting = async () => (await database.query(WAITING[name])).length > 0
  while (!(await Promise.race([done, waiting()]))) await new Promise(setImmediate)
}
