import { CALL_PERMISSIONS, type CallPermissions, callPermissionNames } from "@sipwright/core"
import type { RowName } from "../kamailio/spelling.ts"
import { lastModified } from "../statements/last-modified.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import type { HandlerDeps } from "./handler-deps.ts"

/** Whether call permissions are mirrored here. */
export const isMirrored = ({ groups, capabilities }: Pick<HandlerDeps, "groups" | "capabilities">): boolean =>
  groups && capabilities.tables.grp

/** Mirrors call permissions to Kamailio's `grp`, one group a flag, for a configuration that asks `is_user_in`. */
export const makeMirrorPermissions = (deps: HandlerDeps) => {
  const mirrored = isMirrored(deps)
  return async (tx: ChangeTransaction, { username, domain }: RowName, permissions: CallPermissions): Promise<void> => {
    if (!mirrored) return
    for (const grp of Object.keys(CALL_PERMISSIONS)) {
      await tx.kamailio.write({ kind: "delete", table: "grp", where: { username, domain, grp } })
    }
    for (const grp of callPermissionNames(permissions)) {
      const row = { username, domain, grp, last_modified: lastModified(tx.time) }
      await tx.kamailio.write({ kind: "insert", table: "grp", rows: [row], same: ["username", "domain", "grp"] })
    }
  }
}

export type MirrorPermissions = ReturnType<typeof makeMirrorPermissions>
