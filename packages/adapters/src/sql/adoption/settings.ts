import type { Connection } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import type { OwnTables } from "../schema/tables.ts"
import { insertIgnore } from "../statements/insert.ts"
import { textOf } from "../statements/values.ts"

/** How far adoption has come: the highest ids seen, and what had to be remembered of the rows below them. */
export interface Progress {
  readonly subscriber: number
  readonly dbaliases: number
  /** A destination in capitals was seen in `dbaliases`. */
  readonly oddDestinations: boolean
  /** Domains of accounts that are not spelled canonically. */
  readonly domainSpellings: ReadonlyArray<string>
}

const NAMES = {
  subscriber: "adoption.subscriber",
  dbaliases: "adoption.dbaliases",
  oddDestinations: "adoption.odd_destinations",
  domainSpellings: "adoption.domain_spellings",
}

// Of one width, so that the database compares them as numbers.
const padded = (id: number): string => String(id).padStart(20, "0")

export const makeProgress = (dialect: SqlDialect, tables: OwnTables) => {
  const list = `SELECT name, value FROM ${tables.setting} WHERE name IN (?, ?, ?, ?)`
  const one = `SELECT value FROM ${tables.setting} WHERE name = ?`
  const insert = insertIgnore(dialect, tables.setting, ["name", "value"])
  const raise = `UPDATE ${tables.setting} SET value = ? WHERE name = ? AND value < ?`
  const set = `UPDATE ${tables.setting} SET value = ? WHERE name = ?`

  const parseList = (text: unknown): ReadonlyArray<string> =>
    text === undefined || text === null ? [] : (JSON.parse(textOf(text)) as ReadonlyArray<string>)

  return {
    read: async (own: Connection): Promise<Progress> => {
      const rows = await own.all(list, Object.values(NAMES))
      const values = new Map(rows.map((row) => [textOf(row["name"]), textOf(row["value"])]))
      return {
        subscriber: Number(values.get(NAMES.subscriber) ?? 0),
        dbaliases: Number(values.get(NAMES.dbaliases) ?? 0),
        oddDestinations: values.has(NAMES.oddDestinations),
        domainSpellings: parseList(values.get(NAMES.domainSpellings)),
      }
    },
    /** Never lowers it: another process may have come further. */
    raise: async (own: Connection, table: "subscriber" | "dbaliases", id: number): Promise<void> => {
      const name = NAMES[table]
      if ((await own.run(raise, [padded(id), name, padded(id)])) === 0) await own.run(insert, [name, padded(id)])
    },
    setOddDestinations: async (own: Connection): Promise<void> => {
      await own.run(insert, [NAMES.oddDestinations, "1"])
    },
    domainSpellings: async (own: Connection): Promise<ReadonlyArray<string>> =>
      parseList((await own.all(one, [NAMES.domainSpellings]))[0]?.["value"]),
    /** Adds to the list; `own` is a transaction. */
    addDomainSpellings: async (own: Connection, spellings: ReadonlyArray<string>): Promise<void> => {
      const name = NAMES.domainSpellings
      await own.run(insert, [name, "[]"])
      // Writing first holds the row, so that two processes do not each write what the other did not see.
      await own.run(`UPDATE ${tables.setting} SET value = value WHERE name = ?`, [name])
      const before = parseList((await own.all(one, [name]))[0]?.["value"])
      const after = [...new Set([...before, ...spellings])]
      if (after.length > before.length) await own.run(set, [JSON.stringify(after), name])
    },
  }
}

export type ProgressSettings = ReturnType<typeof makeProgress>
