import { ACL_RESOURCES, type Acl, type AclPermission, type AclResource } from "../values/acl.ts"
import type { AccessLevel } from "../values/access-level.ts"

/** A named set of permissions (Webitel's acl), to which those of its parent are added. */
export interface Role {
  readonly name: string
  readonly parent: string | undefined
  readonly allows: Acl
}

/** What somebody's role permits at this moment, parents included. */
export interface RoleGrant {
  readonly name: string
  readonly acl: Acl
}

/** Who can be given a role: an operator of any directory, or an account by its address. */
export interface RoleHolder {
  readonly kind: "operator" | "account"
  readonly name: string
}

const every = (resources: ReadonlyArray<AclResource>): Acl =>
  Object.fromEntries(resources.map((resource) => [resource, ["*"]]))

/** How many resources the documented root has; those that came later stand behind them. */
const OF_ROOT = 27

const NOT_FOR_ADMINS: ReadonlySet<AclResource> = new Set([
  "acl/resource",
  "acl/roles",
  "domain",
  "gateway/profile",
  "license",
  "system/reload",
])

/** May do everything. It is as it is: no row changes it. */
export const ROOT = "root"

const own: ReadonlyArray<AclPermission> = ["ro", "uo"]

/** The roles that are there without anybody having made them. `admin` and `user` can be replaced. */
export const BUILT_IN_ROLES: ReadonlyArray<Role> = [
  { name: ROOT, parent: undefined, allows: every(ACL_RESOURCES.slice(0, OF_ROOT)) },
  {
    name: "admin",
    parent: "user",
    allows: { ...every(ACL_RESOURCES.filter((resource) => !NOT_FOR_ADMINS.has(resource))), domain: own },
  },
  {
    name: "user",
    parent: undefined,
    allows: {
      account: ["r", "uo"],
      "acl/roles": ["r"],
      blacklist: ["c", "u", "r"],
      channels: ["*"],
      vmail: ["ro"],
      cdr: ["ro"],
      "cdr/files": ["ro"],
      "cc/tiers": ["r"],
      metadata: ["r"],
      hotdesk: ["*"],
      kibana: ["r"],
    },
  },
]

/** The role of a principal that was given none; undefined for those who may do nothing. */
export const roleOfLevel = (level: AccessLevel): string | undefined =>
  level === 0 ? undefined : level === 4 ? ROOT : level === 3 ? "admin" : "user"

/** Whether a role is there without anybody having made it, and so without a row. */
export const isBuiltInRole = (name: string): boolean => BUILT_IN_ROLES.some((role) => role.name === name)
