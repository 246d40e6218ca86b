import type { DigestHash } from "@sipwright/core"
import type { Databases } from "../database.ts"
import type { OwnTables } from "../schema/tables.ts"
import { caseTwins } from "./case-twins.ts"
import { type Drift, findDrift } from "./drift.ts"
import { missingVersions } from "./missing-versions.ts"
import { type CredentialRules, faultsOf } from "./row-faults.ts"
import { subscriberRows } from "./subscriber-walk.ts"

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
  /** Addresses with several rows that differ only in case. */
  readonly caseTwins: ReadonlyArray<string>
  /** Tables that Kamailio's `version` does not list. */
  readonly missingVersions: ReadonlyArray<string>
}

export interface InspectionOptions {
  readonly databases: Databases
  readonly tables: OwnTables
  readonly hasher: DigestHash
  readonly rules: CredentialRules
  /** Told how many rows have been looked at. */
  readonly onProgress?: (rows: number) => void
}

/** Looks at every row, in pieces; changes nothing. Rejects with SqlError. */
export const inspectSubscribers = async (options: InspectionOptions): Promise<Inspection> => {
  const { databases, tables, hasher, rules } = options
  let rows = 0
  let emptyPasswords = 0
  let clearTexts = 0
  let otherPasswords = 0
  let unusableHashes = 0
  for await (const piece of subscriberRows(databases.kamailio)) {
    for (const row of piece) {
      const faults = faultsOf(row, hasher, rules)
      if (faults.emptyPassword) emptyPasswords++
      if (faults.clearText) clearTexts++
      else if (row.password !== "") otherPasswords++
      if (faults.unusableHash) unusableHashes++
    }
    rows += piece.length
    options.onProgress?.(rows)
  }
  return {
    rows,
    emptyPasswords,
    clearTexts,
    otherPasswords,
    unusableHashes,
    caseTwins: await caseTwins(databases.kamailio),
    missingVersions: await missingVersions(databases.kamailio),
    ...(await findDrift(databases, tables)),
  }
}
