import type { AddRole, AssignRole, PutRole, RemoveRole } from "@sipwright/core"
import { insertIgnore, upsert } from "../statements/insert.ts"
import type { Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"
import { makeRolePresent } from "./role-present.ts"

const COLUMNS = ["name", "parent", "allows"] as const

export const makeRoleChanges = (deps: HandlerDeps, accounts: PresentAccount) => {
  const { dialect, tables } = deps
  const { holdRoles, requireRole } = makeRolePresent(deps)
  const insert = insertIgnore(dialect, tables.role, COLUMNS)
  const put = upsert(dialect, tables.role, "name", COLUMNS)
  const drop = `DELETE FROM ${tables.role} WHERE name = ?`
  const used = `SELECT 1 AS found FROM ${tables.roleHolder} WHERE role = ?
    UNION ALL SELECT 1 FROM ${tables.role} WHERE parent = ?
    UNION ALL SELECT 1 FROM ${tables.domainToken} WHERE role = ?`
  const take = `DELETE FROM ${tables.roleHolder} WHERE kind = ? AND name = ?`
  const give = `INSERT INTO ${tables.roleHolder} (kind, name, role) VALUES (?, ?, ?)`

  const add: Handler<AddRole> = async (tx, { role }) => {
    const { name, parent, allows } = role
    await requireRole(tx, parent)
    if ((await tx.own.run(insert, [name, parent ?? null, JSON.stringify(allows)])) === 0) fail("role-free", name)
  }

  const replace: Handler<PutRole> = async (tx, { role }) => {
    await requireRole(tx, role.name)
    await requireRole(tx, role.parent)
    await tx.own.run(put, [role.name, role.parent ?? null, JSON.stringify(role.allows)])
  }

  const remove: Handler<RemoveRole> = async (tx, { name }) => {
    await holdRoles(tx)
    if ((await tx.own.run(drop, [name])) === 0) fail("role-present", name)
    if ((await tx.own.all(used, [name, name, name])).length > 0) fail("role-unused", name)
  }

  const assign: Handler<AssignRole> = async (tx, { holder, role }) => {
    // Held, so that an account that is removed at the same time takes the role along.
    if (role !== undefined && holder.kind === "account") await accounts.living(tx, holder.name)
    await requireRole(tx, role)
    await tx.own.run(take, [holder.kind, holder.name])
    if (role !== undefined) await tx.own.run(give, [holder.kind, holder.name, role])
  }

  return { add, replace, remove, assign }
}
