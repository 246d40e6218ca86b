import type { SqlDialect } from "../dialect.ts"
import { placeholders } from "./chunks.ts"

const tuples = (columns: number, rows: number): string =>
  Array.from({ length: rows }, () => `(${placeholders(columns)})`).join(", ")

/** `INSERT` of so many rows. */
export const insert = (table: string, columns: ReadonlyArray<string>, rows = 1): string =>
  `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${tuples(columns.length, rows)}`

/** `INSERT` that leaves out rows whose key is there; what it answers is how many were inserted. */
export const insertIgnore = (dialect: SqlDialect, table: string, columns: ReadonlyArray<string>, rows = 1): string =>
  dialect === "mysql"
    ? insert(table, columns, rows).replace("INSERT", "INSERT IGNORE")
    : `${insert(table, columns, rows)} ON CONFLICT DO NOTHING`

/** The same of the rows that `select` answers, which has a WHERE. */
export const insertIgnoreFrom = (
  dialect: SqlDialect,
  table: string,
  columns: ReadonlyArray<string>,
  select: string,
): string => {
  const into = `INTO ${table} (${columns.join(", ")}) ${select}`
  return dialect === "mysql" ? `INSERT IGNORE ${into}` : `INSERT ${into} ON CONFLICT DO NOTHING`
}

/** `INSERT` of so many rows, and a hold on those whose key is there: until the transaction ends nobody takes any of them away. */
export const insertOrHold = (
  dialect: SqlDialect,
  table: string,
  key: string,
  columns: ReadonlyArray<string>,
  rows = 1,
): string => {
  const clause = dialect === "mysql" ? "ON DUPLICATE KEY UPDATE" : `ON CONFLICT (${key}) DO UPDATE SET`
  return `${insert(table, columns, rows)} ${clause} ${key} = ${table}.${key}`
}

/** `INSERT` of so many rows, or, where the key of one is there, an update of all its other columns. */
export const upsert = (
  dialect: SqlDialect,
  table: string,
  key: string,
  columns: ReadonlyArray<string>,
  kept: ReadonlyArray<string> = [],
  rows = 1,
): string => {
  const given = dialect === "mysql" ? (column: string) => `VALUES(${column})` : (column: string) => `excluded.${column}`
  const set = columns
    .filter((column) => column !== key && !kept.includes(column))
    .map((column) => `${column} = ${given(column)}`)
    .join(", ")
  const clause = dialect === "mysql" ? "ON DUPLICATE KEY UPDATE" : `ON CONFLICT (${key}) DO UPDATE SET`
  return `${insert(table, columns, rows)} ${clause} ${set}`
}
