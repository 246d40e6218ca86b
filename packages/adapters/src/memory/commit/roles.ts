import { isBuiltInRole, type SipAddress } from "@sipwright/core"
import type { MemoryTables } from "../tables/tables.ts"
import { subjectKey } from "../tables/own.ts"
import { requireDomain } from "./domain-present.ts"
import type { Handlers } from "./handlers.ts"
import { presentAccount } from "./present-account.ts"
import { require } from "./require.ts"

type Tag =
  | "AddRole"
  | "PutRole"
  | "RemoveRole"
  | "AssignRole"
  | "AddDomainToken"
  | "SetDomainTokenEnabled"
  | "RemoveDomainToken"

const requireRole = (tables: MemoryTables, name: string | undefined): void => {
  if (name !== undefined) require(isBuiltInRole(name) || tables.roles.has(name), "role-present", name)
}

export const roles: Handlers<Tag> = {
  AddRole: (tables, { role }) => {
    require(!tables.roles.has(role.name), "role-free", role.name)
    requireRole(tables, role.parent)
    tables.roles.put(role.name, { ...role })
  },
  PutRole: (tables, { role }) => {
    requireRole(tables, role.name)
    requireRole(tables, role.parent)
    tables.roles.put(role.name, { ...role })
  },
  RemoveRole: (tables, { name }) => {
    require(tables.roles.has(name), "role-present", name)
    const isUsed =
      [...tables.roleHolders.after(undefined)].includes(name) ||
      [...tables.roles.after(undefined)].some((role) => role.parent === name) ||
      [...tables.domainTokens.after(undefined)].some((token) => token.role === name)
    require(!isUsed, "role-unused", name)
    tables.roles.delete(name)
  },
  AssignRole: (tables, { holder, role }) => {
    requireRole(tables, role)
    if (role !== undefined && holder.kind === "account") presentAccount(tables, holder.name as SipAddress)
    if (role === undefined) tables.roleHolders.delete(subjectKey(holder))
    else tables.roleHolders.put(subjectKey(holder), role)
  },
  AddDomainToken: (tables, { token, local }) => {
    if (local) requireDomain(tables, token.domain)
    requireRole(tables, token.role)
    tables.domainTokens.put(token.id, { ...token })
  },
  SetDomainTokenEnabled: (tables, { id, domain, enabled }) => {
    const token = tables.domainTokens.get(id)
    require(token?.domain === domain, "token-present", id)
    if (token !== undefined) tables.domainTokens.put(id, { ...token, enabled })
  },
  RemoveDomainToken: (tables, { id, domain }) => {
    require(tables.domainTokens.get(id)?.domain === domain, "token-present", id)
    tables.domainTokens.delete(id)
  },
}
