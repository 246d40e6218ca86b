import type { RoleGrant } from "./role.ts"
import type { AccessLevel } from "../values/access-level.ts"
import type { DomainName } from "../values/domain-name.ts"
import { domainOf, type SipAddress } from "../values/sip-address.ts"

/** What a principal may touch: everything, one domain, or one account. */
export type Scope =
  | { readonly kind: "all" }
  | { readonly kind: "domain"; readonly domain: DomainName }
  | { readonly kind: "account"; readonly address: SipAddress }

/** Who a request acts for. */
export interface Principal {
  /** `host`: the program that embeds the library. `anonymous`: nobody has logged in. */
  readonly kind: "host" | "operator" | "key" | "account" | "token" | "anonymous"
  /** The name that the audit trail records. */
  readonly name: string
  readonly level: AccessLevel
  readonly scope: Scope
  /** The account that it is: what an account may do for itself, it may do for this one. */
  readonly self?: SipAddress
  /** What its role permits, where that was looked up; otherwise it goes by the level. */
  readonly role?: RoleGrant
}

/** The scope of whoever is not confined to a domain. */
export const everything: Scope = { kind: "all" }

/** The embedding program itself: it may do everything. */
export const hostProgram: Principal = { kind: "host", name: "host", level: 4, scope: everything }

/** A caller that has not logged in. */
export const anonymous: Principal = { kind: "anonymous", name: "", level: 0, scope: everything }

/** An operator of that name and level, not confined to a domain. */
export const operatorPrincipal = (name: string, level: AccessLevel): Principal => ({
  kind: "operator",
  name,
  level,
  scope: everything,
})

/** A program that came with an API key. The audit trail has the key's id. */
export const keyPrincipal = (id: string, level: AccessLevel): Principal => ({
  kind: "key",
  name: id,
  level,
  scope: everything,
})

/** An account that logged in for itself; with a level, it administers its domain, and with level 4 everything. */
export const accountPrincipal = (address: SipAddress, level: AccessLevel = 0): Principal => ({
  kind: "account",
  name: address,
  level,
  scope:
    level === 0
      ? { kind: "account", address }
      : level === 4
        ? everything
        : { kind: "domain", domain: domainOf(address) },
  self: address,
})

/** A token of a domain: it may do there what its role permits, and nothing that goes by level. */
export const tokenPrincipal = (id: string, domain: DomainName, role: RoleGrant): Principal => ({
  kind: "token",
  name: `${id}@${domain}`,
  level: 0,
  scope: { kind: "domain", domain },
  role,
})
