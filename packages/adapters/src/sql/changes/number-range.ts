import { type AddNumberRange, digitsOf, type E164Number } from "@sipwright/core"
import type { SqlDialect } from "../dialect.ts"
import { SqlError } from "../sql-error.ts"
import { bySize, chunks, placeholders } from "../statements/chunks.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import { textOf } from "../statements/values.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import type { HandlerDeps } from "./handler-deps.ts"

// A statement has to end long before the time limit of a statement.
const STEP = 100_000

const DIGIT =
  "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)"

// A small one is as fast either way, and who waits for another's number then holds fewer of his own.
const LARGE = 10_000

/** On PostgreSQL half the time of a large insert goes into looking out for conflicts, of which a new range has none. */
const insertFreeRange = (table: string): string =>
  `INSERT INTO ${table} (number) SELECT '+' || n FROM generate_series(CAST(? AS bigint), CAST(? AS bigint)) AS made(n)`

/** Inserts the numbers from the first to the last parameter that are not there, made inside the database. */
const insertRange = (dialect: SqlDialect, table: string): string => {
  switch (dialect) {
    case "postgres":
      return `INSERT INTO ${table} (number) SELECT '+' || n FROM generate_series(CAST(? AS bigint), CAST(? AS bigint)) AS made(n) ON CONFLICT DO NOTHING`
    case "sqlite":
      return `WITH RECURSIVE made(n) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT n + 1 FROM made WHERE n < ?)
        INSERT INTO ${table} (number) SELECT '+' || n FROM made WHERE true ON CONFLICT DO NOTHING`
    case "mysql": {
      // No recursion: its depth is limited by a session variable that is not ours to set.
      const places = ["a", "b", "c", "d", "e"]
      const offset = places.map((place, index) => `${place}.d * ${10 ** index}`).join(" + ")
      const tables = places.map((place) => `${DIGIT} ${place}`).join(" CROSS JOIN ")
      return `INSERT IGNORE INTO ${table} (number)
        SELECT CONCAT('+', n) FROM (SELECT CAST(? AS UNSIGNED) + ${offset} AS n FROM ${tables}) made
        WHERE n <= CAST(? AS UNSIGNED) ORDER BY n`
    }
  }
}

export const makeAddNumberRange = ({ dialect, tables, capabilities, shared }: HandlerDeps): Handler<AddNumberRange> => {
  const insert = insertRange(dialect, tables.number)
  const insertFree = dialect === "postgres" && shared ? insertFreeRange(tables.number) : undefined
  const aliases = "SELECT DISTINCT alias_username FROM dbaliases WHERE alias_username >= ? AND alias_username <= ?"
  const present = lookUpMany((list) => `SELECT number FROM ${tables.number} WHERE number IN (${list})`)
  const remove = bySize((rows) => `DELETE FROM ${tables.number} WHERE number IN (${placeholders(rows)})`)

  /** The numbers of the range that are an alias. How a database sorts anything but plus and digits is not relied on. */
  const inUse = async (tx: ChangeTransaction, first: E164Number, last: E164Number): Promise<ReadonlyArray<string>> => {
    if (!capabilities.tables.dbaliases) return []
    const rows = await tx.kamailio.all(aliases, [first, last])
    const inRange = (user: string) =>
      user.length === first.length && /^\+[0-9]+$/.test(user) && user >= first && user <= last
    return rows.map((row) => textOf(row["alias_username"])).filter(inRange)
  }

  /** How many were inserted, if none of them was there; otherwise nothing is changed. */
  const tryFree = async ({ own }: ChangeTransaction, sql: string, ends: ReadonlyArray<number>) => {
    await own.run("SAVEPOINT of_range")
    try {
      const added = await own.run(sql, ends)
      await own.run("RELEASE SAVEPOINT of_range")
      return added
    } catch (error) {
      if (!(error instanceof SqlError) || error.failure !== "unique-violation") throw error
      await own.run("ROLLBACK TO SAVEPOINT of_range")
      return undefined
    }
  }

  return async (tx, { first, last }) => {
    const from = digitsOf(first)
    const to = digitsOf(last)
    const kept = new Set((await present(tx.own, await inUse(tx, first, last))).map((row) => textOf(row["number"])))
    let added = 0
    let free = to - from < LARGE ? undefined : insertFree
    for (let at = from; at <= to; at += STEP) {
      const ends = [at, Math.min(to, at + STEP - 1)]
      const made = free === undefined ? undefined : await tryFree(tx, free, ends)
      if (made === undefined) free = undefined
      added += made ?? (await tx.own.run(insert, ends))
    }
    // Only now, when nobody else can add or take these numbers, is it certain which of them are an alias.
    const taken = (await inUse(tx, first, last)).filter((number) => !kept.has(number))
    for (const part of chunks(taken)) added -= await tx.own.run(remove(part.length), part)
    return { added, skipped: to - from + 1 - added }
  }
}
