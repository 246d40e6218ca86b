import type { AddOperator, Authorize, ChangeOperator, Deauthorize, OperatorRow, RemoveOperator } from "@sipwright/core"
import type { Param } from "../database.ts"
import { insertIgnore, upsert } from "../statements/insert.ts"
import { forUpdate } from "../statements/row-lock.ts"
import { textOf } from "../statements/values.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

const SUPER = 4

const COLUMNS: { readonly [K in keyof Omit<OperatorRow, "name">]: string } = {
  passwordHash: "password_hash",
  fullName: "full_name",
  email: "email",
}

export const makeOperatorChanges = ({ dialect, tables }: HandlerDeps) => {
  const insert = insertIgnore(dialect, tables.operator, ["name", "password_hash", "full_name", "email"])
  const exists = `SELECT 1 AS found FROM ${tables.operator} WHERE name = ?${forUpdate(dialect)}`
  const removeOperator = `DELETE FROM ${tables.operator} WHERE name = ?`
  const put = upsert(dialect, tables.authorization, "name", ["name", "access"])
  const removeAuthorization = `DELETE FROM ${tables.authorization} WHERE name = ?`
  const endSessions = `DELETE FROM ${tables.session} WHERE operator = ? AND subject = 'operator'`
  const takeRole = `DELETE FROM ${tables.roleHolder} WHERE kind = 'operator' AND name = ?`
  // In one order for everybody, so that those who wait for each other do not wait in a ring.
  const supers = `SELECT name FROM ${tables.authorization} WHERE access = ${SUPER} ORDER BY name${forUpdate(dialect)}`

  /** Fails where this is the only one with all rights; holds the others' rows, so that they do not go at the same time. */
  const requireAnotherSuper = async (tx: ChangeTransaction, name: string): Promise<void> => {
    const names = (await tx.own.all(supers)).map((row) => textOf(row["name"]))
    if (names.length === 1 && names[0] === name) fail("super-left", name)
  }

  const add: Handler<AddOperator> = async (tx, { operator }) => {
    const { name, passwordHash, fullName, email } = operator
    if ((await tx.own.run(insert, [name, passwordHash, fullName, email])) === 0) fail("operator-free", name)
  }

  const change: Handler<ChangeOperator> = async (tx, { name, set }) => {
    const fields = (Object.keys(COLUMNS) as Array<keyof typeof COLUMNS>).filter((field) => set[field] !== undefined)
    if (fields.length === 0) {
      if ((await tx.own.all(exists, [name])).length === 0) fail("operator-present", name)
      return
    }
    const sql = `UPDATE ${tables.operator} SET ${fields.map((field) => `${COLUMNS[field]} = ?`).join(", ")} WHERE name = ?`
    const values = fields.map((field): Param => set[field] ?? null)
    if ((await tx.own.run(sql, [...values, name])) === 0) fail("operator-present", name)
  }

  const remove: Handler<RemoveOperator> = async (tx, { name }) => {
    if ((await tx.own.run(removeOperator, [name])) === 0) fail("operator-present", name)
    await requireAnotherSuper(tx, name)
    await tx.own.run(removeAuthorization, [name])
    await tx.own.run(takeRole, [name])
    await tx.own.run(endSessions, [name])
  }

  const authorize: Handler<Authorize> = async (tx, { name, access }) => {
    if (access < SUPER) await requireAnotherSuper(tx, name)
    await tx.own.run(put, [name, access])
  }

  const deauthorize: Handler<Deauthorize> = async (tx, { name }) => {
    // Locked before anything is deleted: a lock taken the other way round would meet another change set head-on.
    const supersNow = (await tx.own.all(supers)).map((row) => textOf(row["name"]))
    if ((await tx.own.run(removeAuthorization, [name])) === 0) fail("authorization-present", name)
    if (supersNow.length === 1 && supersNow[0] === name) fail("super-left", name)
    await tx.own.run(endSessions, [name])
  }

  return { add, change, remove, authorize, deauthorize }
}
