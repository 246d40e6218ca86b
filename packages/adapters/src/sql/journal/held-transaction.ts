import type { Connection, Database } from "../database.ts"

/** A transaction that stays open while something else is decided. */
export interface HeldTransaction {
  readonly connection: Connection
  /** Rejects as the database's own `transaction` does. */
  readonly commit: () => Promise<void>
  /** Never rejects. */
  readonly rollback: () => Promise<void>
}

/** Something has to be done from its beginning: a part of it was tried again by itself, but does not stand alone. */
export class Restart extends Error {
  constructor() {
    super("restart")
    this.name = "Restart"
  }
}

class RolledBack extends Error {}

export const holdTransaction = (database: Database): Promise<HeldTransaction> =>
  new Promise((resolve, reject) => {
    let begun = false
    let decide: (decision: "commit" | "rollback") => void = () => {}
    const decision = new Promise<"commit" | "rollback">((done) => {
      decide = done
    })
    const ended = database.transaction(async (connection) => {
      if (begun) throw new Restart()
      begun = true
      resolve({
        connection,
        commit: () => {
          decide("commit")
          return ended
        },
        rollback: async () => {
          decide("rollback")
          await ended.catch(() => {})
        },
      })
      if ((await decision) === "rollback") throw new RolledBack()
    })
    ended.catch(reject)
  })
