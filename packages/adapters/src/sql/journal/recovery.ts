import { makeKamailioWriter } from "../kamailio/write.ts"
import type { StoreDeps } from "../store-deps.ts"
import { makeJournalRows } from "./journal-rows.ts"
import { makeSettle } from "./settle.ts"

/**
 * Settles change sets that a process left in the middle; to be called every few seconds by every process. Answers how many were settled.
 * With one database there is never one.
 */
export const makeRecovery = (deps: StoreDeps): (() => Promise<number>) => {
  const { own, kamailio, shared } = deps.databases
  if (shared) return async () => 0
  const rows = makeJournalRows(deps)
  const settle = makeSettle(deps, rows, makeKamailioWriter(kamailio.dialect))
  return async () => {
    let settled = 0
    for (const id of await rows.expired(own)) {
      if (await settle.takeOver(id, crypto.randomUUID())) settled++
    }
    return settled
  }
}
