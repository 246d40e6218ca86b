import { splitAddress } from "@sipwright/core"
import { makeFolding } from "../kamailio/folding.ts"
import { canonicalOf, type RowName, spelled } from "../kamailio/spelling.ts"
import type { StoreDeps } from "../store-deps.ts"
import { textOf } from "../statements/values.ts"
import { renewPatience } from "../waiting.ts"
import { makeAdoptRows } from "./adopt-rows.ts"
import { aliasesAfter, CHUNK, subscribersAfter } from "./kamailio-rows.ts"
import { makeNewcomers } from "./newcomers.ts"
import { makeProgress } from "./settings.ts"
import { makePresence } from "./sweep.ts"

/** Called after every chunk: how many rows of `subscriber` were looked at so far, and how many there are. */
export type OnProgress = (seen: number, total: number) => void

/**
 * Keeps our tables in step with rows that others make and delete in Kamailio's. Every call is idempotent and may run beside the same
 * call of another process; none writes to a table of Kamailio.
 */
export const makeAdoption = (deps: StoreDeps) => {
  const { databases, capabilities } = deps
  const { own, kamailio } = databases
  const progress = makeProgress(own.dialect, deps.tables)
  const rows = makeAdoptRows(deps, progress)
  const folding = makeFolding(kamailio.dialect)
  const newcomers = makeNewcomers(deps, progress, rows, folding)
  const presence = makePresence(deps)
  const count = "SELECT COUNT(*) AS total FROM subscriber"
  const byName = "SELECT username, domain FROM subscriber WHERE username = ? AND domain = ?"

  const adoptSubscribers = async (from: number, seenOne: (rows: number) => void): Promise<void> => {
    for (let after = from; ; ) {
      const found = await subscribersAfter(kamailio, after)
      const last = found.at(-1)
      if (last === undefined) return
      await rows.adopt(found)
      await progress.raise(own, "subscriber", last.id)
      seenOne(found.length)
      renewPatience()
      if (found.length < CHUNK) return
      after = last.id
    }
  }

  const adoptAliases = async (from: number): Promise<void> => {
    if (!capabilities.tables.dbaliases) return
    for (let after = from; ; ) {
      const found = await aliasesAfter(kamailio, after)
      const last = found.at(-1)
      if (last === undefined) return
      await newcomers.takeAliases(found)
      await progress.raise(own, "dbaliases", last.id)
      renewPatience()
      if (found.length < CHUNK) return
      after = last.id
    }
  }

  /** Everything above the highest ids seen so far; at the first start that is all. Goes on where it was interrupted. */
  const adoptAll = async (onProgress?: OnProgress): Promise<void> => {
    if (!deps.adoption) return
    const { subscriber, dbaliases } = await progress.read(own)
    // Counting reads a whole index, which takes longer than all the rest where there is nothing new.
    const total = onProgress === undefined ? 0 : Number((await kamailio.all(count))[0]?.["total"] ?? 0)
    let seen = 0
    await adoptSubscribers(subscriber, (more) => {
      seen += more
      onProgress?.(seen, total)
    })
    await adoptAliases(dbaliases)
  }

  const adoptNew = async (): Promise<void> => {
    if (!deps.adoption) return
    const { subscriber, dbaliases } = await progress.read(own)
    await Promise.all([adoptSubscribers(subscriber, () => {}), adoptAliases(dbaliases)])
  }

  /** Finds what was deleted outside, what came back, and rows whose id became visible after higher ones. */
  const sweep = async (): Promise<void> => {
    await presence.sweep()
    if (!deps.adoption) return
    await adoptSubscribers(0, () => {})
    await adoptAliases(0)
  }

  /** Takes in the row of an address, if there is one; answers whether there is. */
  const sight = async (address: string): Promise<boolean> => {
    if (!deps.adoption) return false
    const { user, domain } = splitAddress(address)
    const found = (await kamailio.all(byName, [user, domain]))
      .map((row): RowName => ({ username: textOf(row["username"]), domain: textOf(row["domain"]) }))
      .filter((name) => spelled(name) === address || canonicalOf(name) === address)
    for (const name of found) await rows.settle(name)
    return (await newcomers.look()) || found.length > 0
  }

  return {
    adoptAll,
    adoptNew,
    sweep,
    sight,
    settle: rows.settle,
    gone: presence.gone,
    back: presence.back,
    look: newcomers.look,
    seen: newcomers.seen,
    saw: newcomers.saw,
    oddDestinations: newcomers.oddDestinations,
    domainSpellings: () => progress.domainSpellings(own),
    folding,
  }
}

export type Adoption = ReturnType<typeof makeAdoption>
