import type { AccessLevel, Authorization, Authorizations, OperatorRow, Operators } from "@sipwright/core"
import type { Row } from "../database.ts"
import { byteOrder } from "../byte-order.ts"
import { query } from "../effects.ts"
import type { StoreDeps } from "../store-deps.ts"

const operatorOf = (row: Row): OperatorRow => ({
  name: row["name"] as string,
  passwordHash: row["password_hash"] as string,
  fullName: row["full_name"] as string,
  email: row["email"] as string,
})

const authorizationOf = (row: Row): Authorization => ({
  name: row["name"] as string,
  access: row["access"] as AccessLevel,
})

export const makeOperators = ({ databases: { own }, tables }: StoreDeps): Operators["Service"] => {
  const columns = `SELECT name, password_hash, full_name, email FROM ${tables.operator}`
  const find = `${columns} WHERE name = ?`
  const list = `${columns} ORDER BY ${byteOrder(own.dialect, "name")}`
  return {
    find: (name) => query(async () => (await own.all(find, [name])).map(operatorOf).at(0)),
    list: () => query(async () => (await own.all(list)).map(operatorOf)),
  }
}

export const makeAuthorizations = ({ databases: { own }, tables }: StoreDeps): Authorizations["Service"] => {
  const columns = `SELECT name, access FROM ${tables.authorization}`
  const find = `${columns} WHERE name = ?`
  const list = `${columns} ORDER BY ${byteOrder(own.dialect, "name")}`
  return {
    find: (name) => query(async () => (await own.all(find, [name])).map(authorizationOf).at(0)),
    list: () => query(async () => (await own.all(list)).map(authorizationOf)),
  }
}
