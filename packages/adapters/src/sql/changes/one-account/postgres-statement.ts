import type { Param } from "../../database.ts"
import type { OwnTables } from "../../schema/tables.ts"
import type { AddStatement } from "./add-statement.ts"
import type { AllNewRows, Newcomer, NewRows } from "./new-rows.ts"
import type { NothingInTheWay } from "./nothing-in-the-way.ts"

const asJson = ({ columns, values }: NewRows, newcomers: ReadonlyArray<Newcomer>): string => {
  const rows = newcomers.map((newcomer) => {
    const row: Record<string, Param> = {}
    for (const [index, value] of values(newcomer).entries()) row[columns[index] ?? ""] = value
    return row
  })
  return JSON.stringify(rows)
}

/**
 * One statement for PostgreSQL. The rows of a table are one value, as JSON, because every value by itself costs the driver and the server more than all that is in
 * it; and any number of them has the same text, prepared once. `guard` compares with columns of `newcomer`.
 */
export const postgresStatement = (tables: OwnTables, rows: AllNewRows, guard: NothingInTheWay): AddStatement => {
  const { subscriber, account, audit } = rows
  const recordsOf = ({ table }: NewRows) => `json_populate_recordset(CAST(NULL AS ${table}), CAST(? AS json))`
  const insertFrom = ({ table, columns }: NewRows, from: string) =>
    `INSERT INTO ${table} (${columns.join(", ")}) SELECT ${columns.join(", ")} FROM ${from} WHERE EXISTS (SELECT 1 FROM reserved)`
  const text = `WITH newcomer AS MATERIALIZED (SELECT ${account.columns.join(", ")} FROM ${recordsOf(account)}),
    reserved AS (INSERT INTO ${tables.address} (address, kind) SELECT address, 'account' FROM newcomer
      WHERE ${guard.unseen} AND NOT EXISTS (SELECT 1 FROM newcomer WHERE NOT (${guard.ofEach})) RETURNING 1),
    to_kamailio AS (${insertFrom(subscriber, recordsOf(subscriber))}),
    to_ours AS (${insertFrom(account, "newcomer")}),
    to_audit AS (${insertFrom(audit, recordsOf(audit))})
    SELECT (SELECT COUNT(*) FROM reserved) AS made, ${guard.newest} AS seen`
  return {
    text: () => text,
    params: (newcomers, seen) => [
      asJson(account, newcomers),
      ...guard.paramsOfUnseen(seen),
      asJson(subscriber, newcomers),
      asJson(audit, newcomers),
    ],
  }
}
