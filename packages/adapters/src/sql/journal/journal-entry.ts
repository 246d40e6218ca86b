import type { Param } from "../database.ts"
import type { KamailioWrite } from "../kamailio/write.ts"

/** A statement for our tables, as it is to be run once more. */
export type OwnWrite = readonly [sql: string, params: ReadonlyArray<Param>]

/**
 * What a change set does, found out by doing it in two transactions of which only Kamailio's is kept: guards have been checked, and
 * what is left is to be made certain.
 */
export interface JournalEntry {
  readonly own: ReadonlyArray<OwnWrite>
  readonly kamailio: ReadonlyArray<KamailioWrite>
}
