import type { Client, QueryResult } from "pg"
import type { Param, Row } from "../database.ts"
import { PLANNED_ANEW } from "../statements/planned-anew.ts"
import type { Driver } from "./driver.ts"
import { byOneList, longestList, MANY_KEYS } from "./postgres-lists.ts"
import { Recent } from "./recent.ts"

interface Text {
  readonly text: string
  /** Whether all parameters go as one list. */
  readonly isByList: boolean
  name: string | undefined
  /** Whether a plan that is made once is good for ever. */
  readonly isLasting: boolean
}

interface TypeParsers {
  readonly getTypeParser: (oid: number, format?: "text" | "binary") => unknown
}

const TEXTS = 1000
// A prepared statement lives on the server until its connection ends, so their number has a bound of its own.
const NAMED = 500
const INT8 = 20
const DATE_TIMES = new Set([1082, 1114, 1184])

/** `?` outside of quotes as `$1`, `$2` …; doubled quotes inside a literal need no care, they end and begin it again. */
const numberPlaceholders = (sql: string): string => {
  let count = 0
  return sql.replace(/'[^']*'|"[^"]*"|\?/g, (part) => (part === "?" ? `$${++count}` : part))
}

// A look for many keys that was planned while the table was small goes through all of it when it is large, and a named statement keeps its plan.
const isLasting = (sql: string): boolean =>
  !sql.endsWith(PLANNED_ANEW) && (/^\s*INSERT/i.test(sql) || longestList(sql) < MANY_KEYS)

const asText = (value: string): string => value

const control = (client: Client, sql: string): Promise<QueryResult<Row>> =>
  new Promise((resolve, reject) => {
    client.query(sql, (error: Error | null, result: QueryResult<Row>) =>
      error === null || error === undefined ? resolve(result) : reject(error),
    )
  })

/** Ends a connection at once. Not by `end`, which says goodbye first: that takes as long as a server that is away. */
export const severPostgres = (client: Client): void => {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection
  stream.destroy()
}

/** Sets up a connection that was opened here. */
export const setUpPostgres = async (client: Client): Promise<void> => {
  // Below our own limit, so that the server's answer comes first and the connection stays good.
  await control(client, "SET lock_timeout = 4000")
  // Else a statement that we gave up keeps its process on the server until it is through. Since 14, and not on every system.
  await control(client, "SET client_connection_check_interval = 1000").catch(() => {})
}

/** For PostgreSQL by pg. `types` is pg's own registry, for what is not decided here. */
export const postgresDriver = (types: TypeParsers): Driver<Client> => {
  const texts = new Recent<string, Text>(TEXTS)
  let named = 0

  const textOf = (sql: string): Text => {
    let text = texts.get(sql)
    if (text === undefined) {
      const listed = byOneList(sql)
      text = {
        text: numberPlaceholders(listed ?? sql),
        isByList: listed !== undefined,
        name: undefined,
        isLasting: isLasting(sql),
      }
      texts.set(sql, text)
    } else if (text.name === undefined && text.isLasting && named < NAMED) {
      // Named at the second use: a text that is used once is not worth a statement kept on the server.
      text.name = `sipwright_${++named}`
    }
    return text
  }

  // Numbers for bigint, and dates as the server spells them: pg would read a zone into those that have none.
  const ownTypes = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      oid === INT8 ? Number : DATE_TIMES.has(oid) ? asText : types.getTypeParser(oid, format),
  }

  const execute = (client: Client, sql: string, params: ReadonlyArray<Param>): Promise<QueryResult<Row>> => {
    const { text, isByList, name } = textOf(sql)
    const values = (isByList ? [params] : params) as Array<Param>
    const query = { text, values, types: ownTypes, ...(name === undefined ? {} : { name }) }
    return new Promise((resolve, reject) => {
      client.query(query, (error: Error | null, result: QueryResult<Row>) =>
        error === null || error === undefined ? resolve(result) : reject(error),
      )
    })
  }

  return {
    dialect: "postgres",
    all: async (client, sql, params) => (await execute(client, sql, params)).rows,
    run: async (client, sql, params) => (await execute(client, sql, params)).rowCount ?? 0,
    begin: async (client) => void (await control(client, "BEGIN")),
    commit: async (client) => (await control(client, "COMMIT")).command === "COMMIT",
    rollback: async (client) => void (await control(client, "ROLLBACK")),
    sever: severPostgres,
  }
}
