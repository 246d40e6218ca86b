import type { DomainName } from "../values/domain-name.ts"
import { splitAddress } from "../values/sip-address.ts"
import type { Principal, Scope } from "../model/principal.ts"
import { permits, roleOf } from "../auth/role-check.ts"
import type { Needs, Right, Target } from "./operation.ts"

const holds = (principal: Principal, { resource, permission, own = false }: Right): boolean => {
  const asked = own && principal.scope.kind !== "all" ? (`${permission}o` as const) : permission
  return permits(roleOf(principal), resource, asked)
}

/** Whether the principal may use an operation on some object at all. */
export const suffices = <I>(needs: Needs<I>, principal: Principal): boolean =>
  needs.right === undefined
    ? principal.level >= needs.level || (needs.self === true && principal.self !== undefined)
    : holds(principal, needs.right)

/** Whether what the operation touches is the principal's to touch. */
export const reaches = <I>(needs: Needs<I>, principal: Principal, input: I): boolean => {
  const target = needs.target(input)
  // Who has a right within the own domain has it wherever that domain comes from, an account's own address too.
  if (needs.right?.own === true && target.kind === "domain" && principal.scope.kind !== "all") {
    return domainFilter(principal) === target.domain.toLowerCase()
  }
  if (needs.self === true && target.kind === "account" && isSelf(principal, target.address)) return true
  // Who was let in only for its own account has nothing to look for elsewhere.
  if (needs.right === undefined && principal.level < needs.level) return false
  return inScope(principal.scope, target)
}

const isSelf = ({ self }: Principal, address: string): boolean => self !== undefined && self === address.toLowerCase()

/** Whether what an operation touches lies within the scope of the principal. */
const inScope = (scope: Scope, target: Target): boolean => {
  if (scope.kind === "all" || target.kind === "filtered") return true
  switch (target.kind) {
    case "all":
      return false
    case "domain":
      return scope.kind === "domain" && scope.domain === target.domain.toLowerCase()
    case "account":
      return scope.kind === "domain"
        ? scope.domain === splitAddress(target.address).domain.toLowerCase()
        : scope.address === target.address.toLowerCase()
  }
}

/** Whether an account is one that the principal may look at, for operations that name it by something else than its address. */
export const seesAccount = (principal: Principal, address: string): boolean =>
  isSelf(principal, address) || inScope(principal.scope, { kind: "account", address })

/** The filter that a list puts on what it shows to the principal. */
export const domainFilter = (principal: Principal): DomainName | undefined => {
  switch (principal.scope.kind) {
    case "all":
      return undefined
    case "domain":
      return principal.scope.domain
    case "account":
      return splitAddress(principal.scope.address).domain as DomainName
  }
}
