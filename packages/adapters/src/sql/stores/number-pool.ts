import { type E164Number, globToLike, type NumberPool, pageOf } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { Row } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import { query } from "../effects.ts"
import type { StoreDeps } from "../store-deps.ts"

const RANDOM: Readonly<Record<SqlDialect, string>> = { sqlite: "random()", mysql: "RAND()", postgres: "random()" }

const numberOf = (row: Row) => row["number"] as E164Number

export const makeNumberPool = ({ databases: { own }, tables }: StoreDeps): NumberPool["Service"] => {
  const number = byteOrder(own.dialect, "number")
  const matches = "number LIKE ? ESCAPE '!'"
  const has = `SELECT 1 AS one FROM ${tables.number} WHERE number = ?`
  const list = `SELECT number FROM ${tables.number} WHERE ${number} > ? ORDER BY ${number} LIMIT ?`
  const search = `SELECT number FROM ${tables.number} WHERE ${number} > ? AND ${matches} ORDER BY ${number} LIMIT ?`
  // Each alone, so that each is read off one end of the key.
  const ends = `SELECT (SELECT MIN(${number}) FROM ${tables.number}) AS first, (SELECT MAX(${number}) FROM ${tables.number}) AS last`
  const sample = `SELECT number FROM ${tables.number} ORDER BY ${RANDOM[own.dialect]} LIMIT ?`
  const sampleOf = `SELECT number FROM ${tables.number} WHERE ${matches} ORDER BY ${RANDOM[own.dialect]} LIMIT ?`
  return {
    has: (wanted) => query(async () => (await own.all(has, [wanted])).length > 0),
    list: ({ search: glob, after = "", limit }) =>
      query(async () => {
        const rows = await (glob === undefined
          ? own.all(list, [after, limit + 1])
          : own.all(search, [after, globToLike(glob), limit + 1]))
        return pageOf(rows.map(numberOf), limit, (key) => key)
      }),
    ends: () =>
      query(async () => {
        const [row] = await own.all(ends)
        return typeof row?.["first"] === "string" ? [row["first"] as E164Number, row["last"] as E164Number] : undefined
      }),
    sample: ({ search: glob, limit }) =>
      query(async () => {
        const rows = await (glob === undefined
          ? own.all(sample, [limit])
          : own.all(sampleOf, [globToLike(glob), limit]))
        return rows.map(numberOf)
      }),
  }
}
