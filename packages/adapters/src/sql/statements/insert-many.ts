import type { Connection, Param } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import { bySize, inChunks } from "./chunks.ts"
import { keptByKey } from "./kept.ts"

// Fewer are as fast one value by one.
const MANY = 10

/** The values of all rows in one list: a list for each would be thrown away at once. */
const paramsOf = <T>(rows: ReadonlyArray<T>, values: ReadonlyArray<(row: T) => Param>): ReadonlyArray<Param> => {
  const params: Array<Param> = []
  for (const row of rows) for (const value of values) params.push(value(row))
  return params
}

type Kind = "text" | "number" | "nothing"

const kindOf = (column: ReadonlyArray<Param>): Kind => {
  const value = column.find((param) => param !== null)
  return value === undefined ? "nothing" : typeof value === "number" ? "number" : "text"
}

// What has no value at all must not have a type either, because that of its column is not known here.
const SELECTED = {
  text: (name: string) => name,
  number: (name: string) => `CAST(${name} AS bigint)`,
  nothing: () => "NULL",
}

/** The rows of an `INSERT` for PostgreSQL, each column of which is one value, as JSON: so any number of rows has the same text. */
const fromColumns = (kinds: ReadonlyArray<Kind>): string => {
  const name = (_: unknown, index: number) => `c${index}`
  const lists = kinds.map(() => "json_array_elements_text(CAST(? AS json))").join(", ")
  const selected = kinds.map((kind, index) => SELECTED[kind](name(kind, index))).join(", ")
  return `SELECT ${selected} FROM ROWS FROM (${lists}) AS given (${kinds.map(name).join(", ")})`
}

/** Answers how many rows were inserted. */
export type InsertMany<T> = (connection: Pick<Connection, "run">, rows: ReadonlyArray<T>) => Promise<number>

/**
 * Inserts any number of rows by few statements. `build` makes the text for so many rows; `values` are those of its columns,
 * in their order. To PostgreSQL many go by columns, because there every value by itself costs the driver and the server more than all that is in it; columns of
 * neither text nor numbers, such as times, it does not fill so.
 */
export const insertMany = <T>(
  dialect: SqlDialect,
  build: (rows: number) => string,
  values: ReadonlyArray<(row: T) => Param>,
): InsertMany<T> => {
  const bySizes = bySize(build)
  // A text for a thousand rows takes megabytes of memory there, and no trip is saved by it.
  const most = dialect === "sqlite" ? 100 : 1000
  const byKinds = keptByKey<string>()
  const textFor = (kinds: ReadonlyArray<Kind>): string =>
    byKinds(kinds.join(), () => bySizes(1).replace(/VALUES \(\?(?:, \?)*\)/, fromColumns(kinds)))

  return async (connection, rows) => {
    if (dialect !== "postgres" || rows.length < MANY) {
      return inChunks(rows, (part) => connection.run(bySizes(part.length), paramsOf(part, values)), most)
    }
    const columns = values.map((value) => rows.map(value))
    const text = textFor(columns.map(kindOf))
    return connection.run(
      text,
      columns.map((column) => JSON.stringify(column)),
    )
  }
}
