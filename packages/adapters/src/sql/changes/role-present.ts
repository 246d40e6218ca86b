import { isBuiltInRole } from "@sipwright/core"
import type { ChangeTransaction } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/** The guard `role-present`, which holds until the transaction ends: whoever gives a role and whoever removes it come one after the other. */
export const makeRolePresent = ({ tables, lockName }: HandlerDeps) => {
  const find = `SELECT 1 AS found FROM ${tables.role} WHERE name = ?`

  // Roles are few and seldom given, so one at a time is soon enough.
  const holdRoles = (tx: ChangeTransaction): Promise<void> => lockName(tx.own, "roles")

  const requireRole = async (tx: ChangeTransaction, name: string | undefined): Promise<void> => {
    if (name === undefined || isBuiltInRole(name)) return
    await holdRoles(tx)
    if ((await tx.own.all(find, [name])).length === 0) fail("role-present", name)
  }

  return { holdRoles, requireRole }
}
