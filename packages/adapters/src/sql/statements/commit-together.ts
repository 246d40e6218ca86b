import type { Connection, Database } from "../database.ts"
import { type Asked, together } from "./together.ts"

/** The most callers of one transaction. */
const MOST = 64

type Work = (connection: Connection) => Promise<unknown>

/** Does work in a savepoint, so that its failure is its own. Answers how to tell its caller. */
const apartFromOthers = async (
  connection: Connection,
  { question: work, resolve, reject }: Asked<Work, unknown>,
): Promise<() => void> => {
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
 * Commits what callers ask for {@link together} by one transaction, each with a savepoint of his own: what takes long is to have a commit safe on the
 * disk, and SQLite has one writer at a time. Nobody is told of anything before all of it is committed.
 */
export const commitTogether = (database: Pick<Database, "transaction">) => {
  const commit = together<Work, unknown>(
    MOST,
    async (asked) => {
      const told = await database.transaction(async (connection) => {
        const outcomes: Array<() => void> = []
        for (const one of asked) outcomes.push(await apartFromOthers(connection, one))
        return outcomes
      })
      for (const tell of told) tell()
    },
    (work) => database.transaction(work),
  )
  return <A>(work: (connection: Connection) => Promise<A>): Promise<A> => commit(work) as Promise<A>
}
