import type { Connection } from "../database.ts"

// How many expired rows a new one sweeps away: more than one, so that the table shrinks again after a rush.
const SWEPT = 20

/** Drops rows of a table that expired before a time, a few a call. */
export const makeSweep = (own: Connection, table: string, key: string) => {
  const expired = `SELECT ${key} FROM ${table} WHERE expires < ? ORDER BY expires LIMIT ${SWEPT}`
  // Looks at the time again: a row found expired may have been used since.
  const drop = `DELETE FROM ${table} WHERE ${key} = ? AND expires < ?`
  return async (now: number): Promise<void> => {
    for (const row of await own.all(expired, [now])) await own.run(drop, [row[key] as string, now])
  }
}
