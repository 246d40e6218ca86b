import { kamailioTables, type NumberedAlias, aliasKey } from "./kamailio.ts"
import { ownTables } from "./own.ts"
import { UndoLog } from "./undo-log.ts"
import type { AliasRow } from "@sipwright/core/testing"

/** All data of a memory store. Several stores may share one. */
export const memoryTables = () => {
  const undo = new UndoLog()
  let lastId = 0
  let lastAccountNumber = 0
  return {
    ...kamailioTables(undo),
    ...ownTables(undo),
    transaction: <A>(work: () => A): A => undo.transaction(work),
    /** The next value of an id column. */
    nextId: (): number => ++lastId,
    /** Never given twice, whatever is taken back. */
    nextAccountNumber: (): number => ++lastAccountNumber,
    /** What keys for tokens are derived from; not a row. */
    tokenSecret: crypto.getRandomValues(new Uint8Array(32)),
    /** Spellings of `subscriber` rows that were made outside and not looked at since. */
    unadopted: new Set<string>(),
  }
}

/** The tables of a store in memory: Kamailio's and ours. */
export type MemoryTables = ReturnType<typeof memoryTables>

export const insertAlias = (tables: MemoryTables, row: AliasRow): void => {
  const numbered: NumberedAlias = { ...row, id: tables.nextId() }
  tables.aliases.put(aliasKey(numbered), numbered)
}
