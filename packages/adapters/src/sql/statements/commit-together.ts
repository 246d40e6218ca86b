import type { Connection, Database } from "../database.ts"
import { alongside, unattended } from "../waiting.ts"

/** The most callers of one transaction. */
const MOST = 64

type Work = (connection: Connection) => Promise<unknown>

interface Asked {
  readonly work: Work
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Does work in a savepoint, so that its failure is its own. Answers how to tell its caller. */
const apartFromOthers = async (connection: Connection, { work, resolve, reject }: Asked): Promise<() => void> => {
  await connection.run("SAVEPOINT of_one")
  try {
    const value = await work(connection)
    await connection.run("RELEASE SAVEPOINT of_one")
    return () => resolve(value)
  } catch (error) {
    try {
      await connection.run("ROLLBACK TO SAVEPOINT of_one")
      await connection.run("RELEASE SAVEPOINT of_one")
    } catch {
      // The whole transaction is gone, for everybody, and this is why.
      throw error
    }
    return () => reject(error)
  }
}

/**
 * Commits what callers ask for before the event loop turns by one transaction, each with a savepoint of his own: what takes long is to have a commit safe on the
 * disk, and SQLite has one writer at a time. Nobody is told of anything before all of it is committed.
 */
export const commitTogether = (database: Pick<Database, "transaction">) => {
  let waiting: Array<Asked> = []

  const commit = async (asked: ReadonlyArray<Asked>): Promise<void> => {
    try {
      const told = await database.transaction(async (connection) => {
        const outcomes: Array<() => void> = []
        for (const one of asked) outcomes.push(await apartFromOthers(connection, one))
        return outcomes
      })
      for (const tell of told) tell()
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }

  const commitAll = async (): Promise<void> => {
    const all = waiting
    waiting = []
    for (let at = 0; at < all.length; at += MOST) await commit(all.slice(at, at + MOST))
  }

  return <A>(work: (connection: Connection) => Promise<A>): Promise<A> =>
    alongside(
      () =>
        new Promise<A>((resolve, reject) => {
          waiting.push({ work, resolve: resolve as Asked["resolve"], reject })
          if (waiting.length === 1) unattended(() => setImmediate(commitAll))
        }),
    )
}
