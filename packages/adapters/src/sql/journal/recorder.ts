import type { Connection } from "../database.ts"
import type { KamailioSide } from "../changes/change-transaction.ts"
import type { KamailioWrite, KamailioWriter } from "../kamailio/write.ts"
import type { JournalEntry, OwnWrite } from "./journal-entry.ts"

/** Two connections that remember what was written through them. */
export const record = (own: Connection, kamailio: () => Promise<Connection>, writer: KamailioWriter) => {
  const ownWrites: Array<OwnWrite> = []
  const kamailioWrites: Array<KamailioWrite> = []
  const recordedOwn: Connection = {
    all: own.all,
    run: (sql, params = []) => {
      ownWrites.push([sql, params])
      return own.run(sql, params)
    },
  }
  const recordedKamailio: KamailioSide = {
    all: async (sql, params) => (await kamailio()).all(sql, params),
    write: async (write) => {
      kamailioWrites.push(write)
      return writer.make(await kamailio(), write)
    },
  }
  const entry = (): JournalEntry => ({ own: ownWrites, kamailio: kamailioWrites })
  return { own: recordedOwn, kamailio: recordedKamailio, entry }
}
