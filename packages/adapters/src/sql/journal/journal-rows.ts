import type { Connection } from "../database.ts"
import { insert } from "../statements/insert.ts"
import { textOf } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"
import { DATABASE_NOW } from "../database-clock.ts"
import type { JournalEntry } from "./journal-entry.ts"

/** How long a change set belongs to the process that began it, in milliseconds. */
export const LEASE = 30_000

/** Reads and writes the journal's two tables. */
export const makeJournalRows = ({ databases, tables, secrets }: StoreDeps) => {
  const now = DATABASE_NOW[databases.own.dialect]
  const insertSubject = insert(tables.journalSubject, ["subject", "journal_id"])
  const ownerOf = `SELECT journal_id FROM ${tables.journalSubject} WHERE subject = ?`
  const begin = `INSERT INTO ${tables.journal} (id, payload, owner, lease_until) VALUES (?, ?, ?, ${now} + ${LEASE})`
  const expired = `SELECT id FROM ${tables.journal} WHERE lease_until < ${now} ORDER BY lease_until LIMIT 100`
  const isExpired = `SELECT id FROM ${tables.journal} WHERE id = ? AND lease_until < ${now}`
  const takeOver = `UPDATE ${tables.journal} SET owner = ?, lease_until = ${now} + ${LEASE} WHERE id = ? AND lease_until < ${now}`
  const payload = `SELECT payload FROM ${tables.journal} WHERE id = ? AND owner = ?`
  const end = `DELETE FROM ${tables.journal} WHERE id = ? AND owner = ?`
  const release = `DELETE FROM ${tables.journalSubject} WHERE journal_id = ?`
  const place = (id: string) => ({ table: tables.journal, address: id, column: "payload" })

  return {
    /** Rejects with a unique violation where a change set about the subject is under way. */
    claim: (own: Connection, subject: string, id: string) => own.run(insertSubject, [subject, id]),
    /** The change set that a subject belongs to. */
    ownerOf: async (own: Connection, subject: string): Promise<string | undefined> => {
      const [row] = await own.all(ownerOf, [subject])
      return row === undefined ? undefined : textOf(row["journal_id"])
    },
    begin: (own: Connection, id: string, owner: string, entry: JournalEntry) =>
      own.run(begin, [id, secrets.seal(place(id), JSON.stringify(entry)), owner]),
    expired: async (own: Connection): Promise<ReadonlyArray<string>> =>
      (await own.all(expired)).map((row) => textOf(row["id"])),
    isExpired: async (own: Connection, id: string) => (await own.all(isExpired, [id])).length > 0,
    takeOver: async (own: Connection, id: string, owner: string) => (await own.run(takeOver, [owner, id])) === 1,
    /** Undefined where the change set belongs to another process by now, or was sealed with a key that is not known. */
    read: async (own: Connection, id: string, owner: string): Promise<JournalEntry | undefined> => {
      const [row] = await own.all(payload, [id, owner])
      const text = row === undefined ? undefined : secrets.open(place(id), textOf(row["payload"]))
      return text === undefined ? undefined : (JSON.parse(text) as JournalEntry)
    },
    /** Answers whether it still belonged to this process. */
    end: async (own: Connection, id: string, owner: string) => (await own.run(end, [id, owner])) === 1,
    release: (own: Connection, id: string) => own.run(release, [id]),
  }
}

export type JournalRows = ReturnType<typeof makeJournalRows>
