import type { DomainName } from "../values/domain-name.ts"

/** A token that acts for a domain with a role. Its JWT is not kept; it counts only while this row is there. Times are Unix time in milliseconds. */
export interface DomainToken {
  /** UUID. */
  readonly id: string
  readonly domain: DomainName
  readonly role: string
  readonly expires: number
  /** The principal that made it. */
  readonly createdBy: string
  readonly created: number
  readonly enabled: boolean
}
