import { type Deployment, type DigestHash, isPasswordOf } from "@sipwright/core"
import type { InspectedRow } from "./subscriber-walk.ts"

/** How the installation stores credentials. */
export type CredentialRules = Pick<Deployment, "algorithm" | "passwordStorage" | "realm">

/** What can be wrong with the credentials of a row. */
export interface RowFaults {
  /** The password column is empty beside a hash: with calculate_ha1=1 the empty password registers. */
  readonly emptyPassword: boolean
  /** The password column is the clear text behind the ha1. */
  readonly clearText: boolean
  /** The ha1 is no hash of the algorithm that Kamailio is set to. */
  readonly unusableHash: boolean
}

const HASH = { MD5: /^[0-9a-f]{32}$/, "SHA-256": /^[0-9a-f]{64}$/ } as const

export const faultsOf = (row: InspectedRow, hasher: DigestHash, rules: CredentialRules): RowFaults => ({
  emptyPassword: row.password === "" && row.ha1 !== "",
  clearText: isPasswordOf(hasher, rules, row, row.password, row.ha1),
  unusableHash: !HASH[rules.algorithm].test(row.ha1),
})
