import type { Database } from "../database.ts"
import { DATABASE_NOW } from "../database-clock.ts"
import type { SqlDialect } from "../dialect.ts"
import { SqlError } from "../sql-error.ts"

/** How a lease is waited for. Times in milliseconds. */
export interface LeaseTimes {
  /** How long it lasts when its owner says nothing more. */
  readonly duration: number
  readonly renewEvery: number
  readonly askEvery: number
  /** After so long of waiting, give up. */
  readonly giveUpAfter: number
}

/** A lease of 30 s, renewed every 5 s; whoever waits gives up after 2 min. */
export const LEASE_TIMES: LeaseTimes = { duration: 30_000, renewEvery: 5000, askEvery: 100, giveUpAfter: 120_000 }

// A value is fifteen digits of Unix time and the owner, so that plain text comparison tells which lease has run out.
const DIGITS = 15
const NEVER = "0".repeat(DIGITS)

const untilText = (dialect: SqlDialect, time: string): string =>
  dialect === "sqlite" ? `printf('%0${DIGITS}d', ${time})` : `lpad(CAST(${time} AS CHAR(${DIGITS})), ${DIGITS}, '0')`

const statements = (dialect: SqlDialect, table: string) => {
  const now = DATABASE_NOW[dialect]
  const later = untilText(dialect, `${now} + CAST(? AS ${dialect === "mysql" ? "SIGNED" : "INTEGER"})`)
  const value = dialect === "mysql" ? `CONCAT(${later}, ?)` : `${later} || ?`
  return {
    make: `INSERT INTO ${table} (name, value) VALUES (?, '${NEVER}')`,
    take: `UPDATE ${table} SET value = ${value} WHERE name = ? AND value < ${untilText(dialect, now)}`,
    renew: `UPDATE ${table} SET value = ${value} WHERE name = ? AND value LIKE ?`,
    release: `UPDATE ${table} SET value = '${NEVER}' WHERE name = ? AND value LIKE ?`,
  }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/**
 * Runs the work while holding a lease: a row of the `setting` table that runs out by the database's clock, so that an owner that was killed stops
 * nobody for longer than the lease. The work has to be able to bear a second owner, for one that was asleep past its lease.
 */
export const withLease = async <A>(
  database: Database,
  table: string,
  name: string,
  work: () => Promise<A>,
  times: LeaseTimes = LEASE_TIMES,
): Promise<A> => {
  const sql = statements(database.dialect, table)
  const owner = `-${crypto.randomUUID()}`
  const isOurs = `%${owner}`
  await database.run(sql.make, [name]).catch((error: unknown) => {
    if (!(error instanceof SqlError) || error.failure !== "unique-violation") throw error
  })
  const giveUp = performance.now() + times.giveUpAfter
  while ((await database.run(sql.take, [times.duration, owner, name])) === 0) {
    if (performance.now() > giveUp) throw new SqlError("timeout", { cause: { name: "LeaseTaken" } })
    await pause(times.askEvery)
  }
  const renewal = setInterval(() => {
    // A renewal that fails is no reason to stop: the work is safe to be run by two.
    database.run(sql.renew, [times.duration, owner, name, isOurs]).catch(() => {})
  }, times.renewEvery)
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    await database.run(sql.release, [name, isOurs]).catch(() => {})
  }
}
