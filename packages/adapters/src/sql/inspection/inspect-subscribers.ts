import type { DigestHash } from "@sipwright/core"
import type { StoreDeps } from "../store-deps.ts"
import { caseTwins } from "./case-twins.ts"
import { type Drift, findDrift } from "./drift.ts"
import { missingVersions } from "./missing-versions.ts"
import { makeOtherRealms } from "./other-realm.ts"
import { type CredentialRules, faultsOf } from "./row-faults.ts"
import { type InspectedRow, subscriberRows } from "./subscriber-walk.ts"

/** What was found in Kamailio's tables; counts are of rows of `subscriber`. */
export interface Inspection extends Drift {
  readonly rows: number
  /** The password column is empty beside a hash. */
  readonly emptyPasswords: number
  /** The password column holds the clear text behind the ha1. */
  readonly clearTexts: number
  /** The password column is filled, and is not the clear text behind the ha1. */
  readonly otherPasswords: number
  /** The ha1 is no hash of the algorithm in use. */
  readonly unusableHashes: number
  /** The ha1 is of a password that is known, for another realm than the one in use. */
  readonly otherRealms: number
  /** Those realms, as far as they could be found out. */
  readonly realmsFound: ReadonlyArray<string>
  /** Addresses with several rows that differ only in case. */
  readonly caseTwins: ReadonlyArray<string>
  /** Tables that Kamailio's `version` does not list. */
  readonly missingVersions: ReadonlyArray<string>
}

export interface InspectionOptions {
  readonly deps: StoreDeps
  readonly hasher: DigestHash
  readonly rules: CredentialRules
  /** Told how many rows have been looked at. */
  readonly onProgress?: (rows: number) => void
}

/** Looks at every row, in pieces; changes nothing. Rejects with SqlError. */
export const inspectSubscribers = async (options: InspectionOptions): Promise<Inspection> => {
  const { deps, hasher, rules } = options
  const { databases, tables } = deps
  const lookForOtherRealms = await makeOtherRealms(deps, hasher, rules)
  const realmsFound = new Set<string>()
  let otherRealms = 0
  let rows = 0
  let emptyPasswords = 0
  let clearTexts = 0
  let otherPasswords = 0
  let unusableHashes = 0
  for await (const piece of subscriberRows(databases.kamailio)) {
    const usable: Array<InspectedRow> = []
    for (const row of piece) {
      const faults = faultsOf(row, hasher, rules)
      if (faults.emptyPassword) emptyPasswords++
      if (faults.clearText) clearTexts++
      else if (row.password !== "") otherPasswords++
      if (faults.unusableHash) unusableHashes++
      else usable.push(row)
    }
    const other = await lookForOtherRealms(usable)
    otherRealms += other.rows
    for (const realm of other.realms) realmsFound.add(realm)
    rows += piece.length
    options.onProgress?.(rows)
  }
  return {
    rows,
    emptyPasswords,
    clearTexts,
    otherPasswords,
    unusableHashes,
    otherRealms,
    realmsFound: [...realmsFound],
    caseTwins: await caseTwins(databases.kamailio),
    missingVersions: await missingVersions(databases.kamailio),
    ...(await findDrift(databases, tables)),
  }
}
