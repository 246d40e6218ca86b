import type { RoleGrant } from "./role.ts"
import type { AccessLevel } from "../values/access-level.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { SipAddress } from "../values/sip-address.ts"

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
  /** What its role permits, where that was looked up; otherwise it goes by the level. */
  readonly role?: RoleGrant
}

export const everything: Scope = { kind: "all" }

/** The embedding program itself: it may do everything. */
export const hostProgram: Principal = { kind: "host", name: "host", level: 4, scope: everything }

/** A caller that has not logged in. */
export const anonymous: Principal = { kind: "anonymous", name: "", level: 0, scope: everything }

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

/** An account that logged in for itself. */
export const accountPrincipal = (address: SipAddress): Principal => ({
  kind: "account",
  name: address,
  level: 0,
  scope: { kind: "account", address },
})

/** A token of a domain: it may do there what its role permits, and nothing that goes by level. */
export const tokenPrincipal = (id: string, domain: DomainName, role: RoleGrant): Principal => ({
  kind: "token",
  name: `${id}@${domain}`,
  level: 0,
  scope: { kind: "domain", domain },
  role,
})
