import * as Effect from "effect/Effect"
import type { Principal } from "../model/principal.ts"
import { BUILT_IN_ROLES, ROOT, type Role, type RoleGrant, roleOfLevel } from "../model/role.ts"
import { Roles } from "../ports/roles.ts"
import { type Acl, type AclPermission, type AclResource, aclCovers, aclPermits, mergeAcls } from "../values/acl.ts"

/** So many roles are followed upwards at most; a chain that is longer, or closes, gives no more. */
const DEEPEST = 16

/** All roles there are: those that are built in, as far as they were not replaced, and those that were made. */
export const allRoles = Effect.gen(function* () {
  const made = yield* Roles.use((roles) => roles.list())
  const isReplaced = (name: string) => name !== ROOT && made.some((role) => role.name === name)
  return [...BUILT_IN_ROLES.filter(({ name }) => !isReplaced(name)), ...made.filter(({ name }) => name !== ROOT)]
})

/** What a role of these permits, its parents included; nothing for a role that is not there. */
export const grantOf = (roles: ReadonlyArray<Role>, name: string): RoleGrant => {
  const acls: Acl[] = []
  const seen = new Set<string>()
  for (let next: string | undefined = name; next !== undefined && !seen.has(next) && seen.size < DEEPEST; ) {
    seen.add(next)
    const role: Role | undefined = roles.find((one) => one.name === next)
    if (role !== undefined) acls.push(role.allows)
    next = role?.parent
  }
  return { name, acl: mergeAcls(acls) }
}

const nothing: RoleGrant = { name: "", acl: {} }

/** What the principal's role permits: what was looked up for it, or what goes with its level. */
export const roleOf = (principal: Principal): RoleGrant => {
  if (principal.role !== undefined) return principal.role
  const name = roleOfLevel(principal.level)
  return name === undefined ? nothing : grantOf(BUILT_IN_ROLES, name)
}

/** Root's own list is that of the documents; what root may do has no list. */
const isRoot = ({ name }: RoleGrant): boolean => name === ROOT

/** Whether the role permits it; the role `root` permits everything. */
export const permits = (grant: RoleGrant, resource: AclResource, permission: AclPermission): boolean =>
  isRoot(grant) || aclPermits(grant.acl, resource, permission)

/** Whether somebody with one role may hand out another: nobody gives what he does not have. */
export const covers = (held: RoleGrant, asked: RoleGrant): boolean =>
  isRoot(held) || (!isRoot(asked) && aclCovers(held.acl, asked.acl))

/** The principal with the role that it was given, or that goes with its level, as roles are at this moment. */
export const withRole = Effect.fnUntraced(function* (principal: Principal) {
  const { kind, name, level } = principal
  const given =
    kind === "operator" || kind === "account" ? yield* Roles.use((roles) => roles.roleOf({ kind, name })) : undefined
  const role = given ?? (kind === "account" ? "user" : roleOfLevel(level))
  const granted: Principal = {
    ...principal,
    role: role === undefined ? nothing : grantOf(yield* allRoles, role),
  }
  return granted
})
