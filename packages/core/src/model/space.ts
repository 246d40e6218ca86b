import type { DomainName } from "../values/domain-name.ts"

/** A domain with settings: Flexisip's tenant. Its accounts are those of the domain. */
export interface Space {
  readonly domain: DomainName
  /** For people; no two spaces have the same. */
  readonly name: string
  /** The host of the HTTP calls that are about it, lower case, without a port; no two spaces have the same. */
  readonly host: string
  /** Whether its administrators administer everything. */
  readonly super: boolean
  /** The realm of our digest challenges; undefined: the domain. Kamailio challenges with its own. */
  readonly realm: string | undefined
  /** How many accounts it may have; 0: any number. */
  readonly maxAccounts: number
  /** From when on it answers nobody who has to log in, Unix time in milliseconds; undefined: never. */
  readonly expires: number | undefined
  readonly created: number
  readonly updated: number
}
