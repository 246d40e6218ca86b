import type { AddDomainToken, RemoveDomainToken, SetDomainTokenEnabled } from "@sipwright/core"
import { insert } from "../statements/insert.ts"
import type { Handler } from "./change-transaction.ts"
import { makeRequireDomain } from "./domain-present.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { makeRolePresent } from "./role-present.ts"

export const makeDomainTokenChanges = (deps: HandlerDeps) => {
  const { tables } = deps
  const requireDomain = makeRequireDomain(deps)
  const { requireRole } = makeRolePresent(deps)
  const put = insert(tables.domainToken, ["id", "domain", "role", "expires", "created_by", "created_at", "enabled"])
  const enable = `UPDATE ${tables.domainToken} SET enabled = ? WHERE id = ? AND domain = ?`
  const drop = `DELETE FROM ${tables.domainToken} WHERE id = ? AND domain = ?`

  const add: Handler<AddDomainToken> = async (tx, { token, local }) => {
    const { id, domain, role, expires, createdBy, created, enabled } = token
    if (local) await requireDomain(tx, domain)
    await requireRole(tx, role)
    await tx.own.run(put, [id, domain, role, expires, createdBy, created, enabled ? 1 : 0])
  }

  const setEnabled: Handler<SetDomainTokenEnabled> = async (tx, { id, domain, enabled }) => {
    if ((await tx.own.run(enable, [enabled ? 1 : 0, id, domain])) === 0) fail("token-present", id)
  }

  const remove: Handler<RemoveDomainToken> = async (tx, { id, domain }) => {
    if ((await tx.own.run(drop, [id, domain])) === 0) fail("token-present", id)
  }

  return { add, setEnabled, remove }
}
