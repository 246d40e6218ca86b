import type { Connection, Row } from "../../database.ts"
import type { SqlDialect } from "../../dialect.ts"
import type { OwnTables } from "../../schema/tables.ts"
import { insert, insertIgnoreFrom } from "../../statements/insert.ts"
import type { AllNewRows, Newcomer } from "./new-rows.ts"
import type { NothingInTheWay, Seen } from "./nothing-in-the-way.ts"

/**
 * The statements that make one new account in a transaction, where the database has no way to say all in one, and answer what an `AddStatement` does. `guard`
 * compares with `?`.
 */
export const fewStatements = (dialect: SqlDialect, tables: OwnTables, rows: AllNewRows, guard: NothingInTheWay) => {
  const from = dialect === "mysql" ? " FROM DUAL" : ""
  const reserve = insertIgnoreFrom(
    dialect,
    tables.address,
    ["address", "kind"],
    `SELECT ?, 'account'${from} WHERE ${guard.unseen} AND ${guard.ofEach}`,
  )
  const newest = `SELECT ${guard.newest} AS seen`
  const inserts = Object.values(rows).map(({ table, columns, values }) => ({ text: insert(table, columns), values }))

  return async (connection: Connection, newcomer: Newcomer, seen: Seen | undefined): Promise<Row | undefined> => {
    const [row] = seen === undefined ? [] : await connection.all(newest)
    const params = [newcomer.account.address, ...guard.paramsOfUnseen(seen), ...guard.paramsOfEach(newcomer)]
    if ((await connection.run(reserve, params)) === 0) return undefined
    for (const { text, values } of inserts) await connection.run(text, values(newcomer))
    return { made: 1, ...row }
  }
}
