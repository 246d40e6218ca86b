import type { DomainName } from "../values/domain-name.ts"
import { splitAddress } from "../values/sip-address.ts"
import type { Principal, Scope } from "../model/principal.ts"
import type { Target } from "./operation.ts"

/** Whether what an operation touches lies within the scope of the principal. */
export const inScope = (scope: Scope, target: Target): boolean => {
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
