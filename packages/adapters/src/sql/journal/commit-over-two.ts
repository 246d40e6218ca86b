import type { AuditRecord, ChangeSet, CommitOutcome } from "@sipwright/core"
import type { CommitIn } from "../changes/commit-in.ts"
import type { Connection } from "../database.ts"
import { makeKamailioWriter } from "../kamailio/write.ts"
import { SqlError } from "../sql-error.ts"
import type { StoreDeps } from "../store-deps.ts"
import { apart } from "../waiting.ts"
import { type HeldTransaction, holdTransaction, Restart } from "./held-transaction.ts"
import type { JournalEntry } from "./journal-entry.ts"
import { LEASE, makeJournalRows } from "./journal-rows.ts"
import { record as recordWrites } from "./recorder.ts"
import { makeSettle } from "./settle.ts"
import { subjectsOfSet } from "./subjects.ts"

// In all a caller waits about as long as for a database that does not answer.
const PATIENCE = 4500
const RESTARTS = 10

/** A change set about the same subject is under way. */
class Busy extends Error {
  readonly subject: string
  constructor(subject: string) {
    super("busy")
    this.name = "Busy"
    this.subject = subject
  }
}

/** What the first step leaves: nothing more to do, or Kamailio's half, done but not committed, and the journal that says so. */
interface Prepared {
  readonly outcome: CommitOutcome
  readonly journal: JournalEntry | undefined
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

const unknownOutcome = (error: unknown): SqlError =>
  new SqlError(error instanceof SqlError ? error.failure : "unknown", { cause: error, outcome: "unknown" })

/**
 * Makes a change set whose two halves are in two databases. Everything is done in both at once; then our half is undone
 * and written to the journal instead, in the same transaction, Kamailio's half is committed, and our half is made from the journal. From the
 * moment the journal stands, the change set will be made, by this process or by another.
 */
export const makeCommitOverTwo = (deps: StoreDeps, commitIn: CommitIn) => {
  const { own, kamailio } = deps.databases
  const rows = makeJournalRows(deps)
  const writer = makeKamailioWriter(kamailio.dialect)
  const settle = makeSettle(deps, rows, writer)

  const claim = async (connection: Connection, subjects: ReadonlyArray<string>, id: string): Promise<void> => {
    for (const subject of subjects) {
      try {
        await rows.claim(connection, subject, id)
      } catch (error) {
        if (error instanceof SqlError && error.failure === "unique-violation") throw new Busy(subject)
        throw error
      }
    }
  }

  const attempt = async (
    changes: ChangeSet,
    record: AuditRecord,
    subjects: ReadonlyArray<string>,
  ): Promise<CommitOutcome> => {
    const id = crypto.randomUUID()
    const owner = crypto.randomUUID()
    let held: Promise<HeldTransaction> | undefined
    let tries = 0
    const release = async () => {
      const open = await held?.catch(() => undefined)
      await open?.rollback()
    }
    let prepared: Prepared
    let since = 0
    try {
      prepared = await own.transaction(async (connection): Promise<Prepared> => {
        // Kamailio's half cannot be tried again by itself, so the whole begins anew.
        if (tries++ > 0) throw new Restart()
        await claim(connection, subjects, id)
        await connection.run("SAVEPOINT sipwright_changes")
        const side = async () => {
          held ??= holdTransaction(kamailio)
          return (await held).connection
        }
        const recorded = recordWrites(connection, side, writer)
        const outcome = await commitIn(
          { own: recorded.own, kamailio: recorded.kamailio, time: record.time },
          changes,
          record,
        )
        const journal = recorded.entry()
        if (journal.kamailio.length === 0) {
          await rows.release(connection, id)
          return { outcome, journal: undefined }
        }
        await connection.run("ROLLBACK TO SAVEPOINT sipwright_changes")
        since = performance.now()
        await rows.begin(connection, id, owner, journal)
        return { outcome, journal }
      })
    } catch (error) {
      await release()
      throw error
    }
    const { outcome, journal } = prepared
    const open = await held
    if (journal === undefined || open === undefined) {
      await release()
      return outcome
    }
    // Another process may have taken over while this one stood still.
    if (performance.now() - since > LEASE / 2) {
      await release()
      throw unknownOutcome("the lease of the change set has ended")
    }
    try {
      await open.commit()
    } catch (error) {
      if (error instanceof SqlError && error.outcome === "unknown") throw error
      await apart(() => settle.finish(id, owner, { own: [] })).catch((failure: unknown) => {
        throw unknownOutcome(failure)
      })
      throw error
    }
    try {
      // Where another process has taken over, it makes our half.
      await apart(() => settle.finish(id, owner, journal))
    } catch (error) {
      throw unknownOutcome(error)
    }
    return outcome
  }

  /** Where a change set about the same subject was left in the middle, it is brought to its end first. */
  const makeWay = async (subject: string): Promise<void> => {
    const id = await rows.ownerOf(own, subject)
    if (id !== undefined && (await rows.isExpired(own, id))) {
      await apart(() => settle.takeOver(id, crypto.randomUUID()))
    }
  }

  return async (changes: ChangeSet, record: AuditRecord): Promise<CommitOutcome> => {
    const subjects = await subjectsOfSet(own, deps.tables, changes)
    const start = performance.now()
    for (let restarts = 0; ; ) {
      try {
        return await attempt(changes, record, subjects)
      } catch (error) {
        if (error instanceof Busy) {
          if (performance.now() - start > PATIENCE)
            throw new SqlError("timeout", { cause: "a change set is under way" })
          await makeWay(error.subject)
        } else if (!(error instanceof Restart) || ++restarts > RESTARTS) {
          throw error instanceof Restart ? new SqlError("deadlock", { cause: "tried too often" }) : error
        }
        await sleep(10 + Math.random() * 40)
      }
    }
  }
}
