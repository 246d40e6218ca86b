import { GuardFailed } from "@sipwright/core"
import type { Connection } from "../database.ts"
import type { KamailioWriter } from "../kamailio/write.ts"
import type { StoreDeps } from "../store-deps.ts"
import type { JournalEntry } from "./journal-entry.ts"
import type { JournalRows } from "./journal-rows.ts"

/** Brings a change set under way to its end, whoever began it. */
export const makeSettle = ({ databases }: StoreDeps, rows: JournalRows, writer: KamailioWriter) => {
  const { own, kamailio } = databases

  /** The last step: our tables, and with them the journal. Answers false where another process has taken over. */
  const finish = (id: string, owner: string, entry: Pick<JournalEntry, "own">): Promise<boolean> =>
    own.transaction(async (connection: Connection) => {
      if (!(await rows.end(connection, id, owner))) return false
      for (const [sql, params] of entry.own) await connection.run(sql, params)
      await rows.release(connection, id)
      return true
    })

  /** Takes over a change set whose lease has ended, and makes all of it or nothing. */
  const takeOver = async (id: string, owner: string): Promise<boolean> => {
    if (!(await rows.takeOver(own, id, owner))) return false
    const entry = await rows.read(own, id, owner)
    if (entry === undefined) return false
    try {
      await kamailio.transaction(async (connection) => {
        for (const write of entry.kamailio) await writer.again(connection, write)
      })
    } catch (error) {
      if (!(error instanceof GuardFailed)) throw error
      // Somebody made a row in its place outside: nothing of it is made.
      return finish(id, owner, { own: [] })
    }
    return finish(id, owner, entry)
  }

  return { finish, takeOver }
}
