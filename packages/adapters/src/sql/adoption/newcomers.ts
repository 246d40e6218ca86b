import type { Folding } from "../kamailio/folding.ts"
import type { StoreDeps } from "../store-deps.ts"
import { insertIgnore } from "../statements/insert.ts"
import { PLANNED_ANEW } from "../statements/planned-anew.ts"
import type { AdoptRows } from "./adopt-rows.ts"
import { aliasesAfter, CHUNK, canonicalOfOdd, type NumberedAlias, subscribersAfter } from "./kamailio-rows.ts"
import type { ProgressSettings } from "./settings.ts"
import { sharedRun } from "./shared-run.ts"

/**
 * Watches for rows that no index would find by the canonical form of their name: those spelled in capitals. Each process
 * reads every new row once, which is what makes "compared without case" affordable before each new address.
 */
export const makeNewcomers = (deps: StoreDeps, progress: ProgressSettings, rows: AdoptRows, folding: Folding) => {
  const { databases, tables, capabilities } = deps
  const { own, kamailio } = databases
  const reserve = insertIgnore(own.dialect, tables.address, ["address", "kind"])
  const newestIds = ["subscriber", ...(capabilities.tables.dbaliases ? ["dbaliases"] : [])]
    .map((table) => `(SELECT MAX(id) FROM ${table}) AS ${table}`)
    .join(", ")
  const newest = `SELECT ${newestIds}${PLANNED_ANEW}`
  let seen: { subscriber: number; dbaliases: number } | undefined
  // Until the first look nothing is known.
  let oddDestinations = true

  const start = async () => {
    const known = await progress.read(own)
    oddDestinations = known.oddDestinations
    seen ??= { subscriber: known.subscriber, dbaliases: known.dbaliases }
    return seen
  }

  const takeAliases = async (aliases: ReadonlyArray<NumberedAlias>): Promise<void> => {
    for (const { alias } of aliases) {
      const canonical = canonicalOfOdd(alias)
      if (canonical !== undefined) await own.run(reserve, [canonical, "alias"])
    }
    if (!oddDestinations && aliases.some(({ destination }) => canonicalOfOdd(destination) !== undefined)) {
      await progress.setOddDestinations(own)
      oddDestinations = true
    }
  }

  /** Answers whether a row was taken in. */
  const lookAtSubscribers = async (from: { subscriber: number }): Promise<boolean> => {
    let taken = false
    for (;;) {
      const found = await subscribersAfter(kamailio, from.subscriber)
      const odd = found.filter((name) => canonicalOfOdd(name) !== undefined)
      if (odd.length > 0) {
        await rows.adopt(odd)
        taken = true
      }
      from.subscriber = Math.max(from.subscriber, found.at(-1)?.id ?? 0)
      if (found.length < CHUNK) return taken
    }
  }

  const lookAtAliases = async (from: { dbaliases: number }): Promise<void> => {
    for (;;) {
      const found = await aliasesAfter(kamailio, from.dbaliases)
      await takeAliases(found)
      from.dbaliases = Math.max(from.dbaliases, found.at(-1)?.id ?? 0)
      if (found.length < CHUNK) return
    }
  }

  const look = sharedRun(async (): Promise<boolean> => {
    const from = seen ?? (await start())
    const [row] = await kamailio.all(newest)
    const isNew = (table: keyof typeof from) => Number(row?.[table] ?? 0) > from[table]
    const [taken] = await Promise.all([
      isNew("subscriber") && lookAtSubscribers(from),
      isNew("dbaliases") && lookAtAliases(from),
    ])
    return taken
  })

  return {
    /** Takes in what is new and spelled in capitals; answers whether a row of `subscriber` was. */
    look: async (): Promise<boolean> => (deps.adoption && !(await folding(kamailio)) ? look() : false),
    takeAliases,
    /** The highest ids seen, for who makes sure in a statement of his own that nothing is above them; undefined before the first look. */
    seen: () => seen,
    /** Tells of rows that somebody else has looked at. */
    saw: (subscriber: number): void => {
      if (seen !== undefined) seen.subscriber = Math.max(seen.subscriber, subscriber)
    },
    oddDestinations: () => oddDestinations,
  }
}
