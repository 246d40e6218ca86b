import type { Knex } from "knex"
import { classifyError, type DriverError } from "./classify-error.ts"
import { type Lendable, lendConnections } from "./connection-lending.ts"
import type { Connection, Database, Param } from "./database.ts"
import type { Driver } from "./drivers/driver.ts"
import { SqlError } from "./sql-error.ts"
import { patienceLeft, requirePatience } from "./waiting.ts"

/** How long things may take, in milliseconds, and how often a transaction is tried. */
export interface Patience {
  /** For a connection and the first statement on it together, then for each statement by itself. */
  readonly statement: number
  /** Attempts in all, the first included. */
  readonly attempts: number
  /** The wait before attempt `attempt` (2, 3 …). */
  readonly delay: (attempt: number) => number
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** 5 s for a statement, and sixteen attempts where transactions collide, which are over in about 4 s. */
export const DEFAULT_PATIENCE: Patience = {
  statement: 5000,
  attempts: 16,
  // Grows, and differs between those that collided, so that they do not collide again.
  delay: (attempt) => Math.random() * Math.min(500, 5 * 2 ** attempt),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

/** Waits shorter than this, in milliseconds, are not taken from the time of a statement. */
const UNNOTICED = 100

/** A step is not begun that its caller could not wait for anyway. */
const SHORTEST = 50

/** A COMMIT that is cut short leaves nobody knowing, so it needs more. */
const FOR_COMMIT = 500

/** A connection whose transaction cannot be rolled back in this time is ended. */
const FOR_ROLLBACK = 250

const NO_PARAMS: ReadonlyArray<Param> = []

const timedOut = (): SqlError =>
  new SqlError("timeout", { cause: { name: "Timeout", code: undefined, errno: undefined, sqlState: undefined } })

const causeOf = (error: SqlError) => error.cause as Partial<DriverError>

// An error with a state is the server's answer; without one there was no answer, and the connection is of no use any more.
const isSilence = (error: SqlError): boolean =>
  (error.failure === "connection" || error.failure === "timeout") && causeOf(error).sqlState === undefined

// A prepared statement whose table was migrated meanwhile stays bad for as long as its connection lives.
const isStale = (error: SqlError): boolean => causeOf(error).code === "0A000"

const isUseless = (error: SqlError): boolean => error.failure === "connection" || isSilence(error) || isStale(error)

// Query interrupted; MariaDB's max_statement_time, MySQL's max_execution_time. A block of statements may have committed before.
const INTERRUPTED = new Set<number | undefined>([1317, 1969, 3024])

const interrupted = (error: SqlError): SqlError =>
  INTERRUPTED.has(causeOf(error).errno)
    ? new SqlError(error.failure, { cause: error.cause, outcome: "unknown" })
    : error

// After COMMIT or a single writing statement was sent, silence says nothing about what the server did.
const answerLost = (error: SqlError): SqlError =>
  isSilence(error) ? new SqlError(error.failure, { cause: error.cause, outcome: "unknown" }) : error

/** A {@link Database} on connections lent from knex's pool, which `driver` knows how to use. */
export const pooledDatabase = <C extends Lendable>(options: {
  readonly knex: Knex
  readonly driver: Driver<C>
  readonly patience: Patience
  readonly close: () => Promise<void>
}): Database => {
  const { knex, driver, patience } = options
  const { dialect } = driver
  const connections = lendConnections<C>(knex)
  // better-sqlite3 works in this thread: there is nothing to wait for that a timer could cut short.
  const synchronous = dialect === "sqlite"

  const discard = (connection: C) => {
    if (synchronous) return
    connection.__knex__disposed = "a statement on it failed"
    driver.sever(connection)
  }

  const within = <A>(milliseconds: number, work: Promise<A>, late: () => void): Promise<A> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        late()
        reject(timedOut())
      }, milliseconds)
      work.finally(() => clearTimeout(timer)).then(resolve, reject)
    })

  /** How long the next step may take: as long as one may, and as its caller waits. Rejects where that is over. */
  const limited = (limit: number = patience.statement): number => {
    requirePatience(SHORTEST)
    const left = patienceLeft()
    return left + UNNOTICED > limit ? limit : left
  }

  const acquire = async (): Promise<C> => {
    const limit = limited()
    try {
      const lending = connections.acquire()
      if (!(lending instanceof Promise)) return lending
      return await within(limit, lending, () => {
        lending.then(connections.release, () => {})
      })
    } catch (error) {
      throw classifyError(dialect, error)
    }
  }

  /** One step on the connection, with its time limit, its error classified and a broken connection thrown away. */
  const step = async <A>(connection: C, limit: number, work: () => Promise<A>): Promise<A> => {
    try {
      return await (synchronous ? work() : within(limit, work(), () => {}))
    } catch (thrown) {
      const error = classifyError(dialect, thrown)
      if (isUseless(error)) discard(connection)
      throw error
    }
  }

  const lend = async <A>(work: (connection: C, remaining: number) => Promise<A>): Promise<A> => {
    const start = performance.now()
    const connection = await acquire()
    const waited = performance.now() - start
    // Timers of one length cost less than timers of many.
    const remaining = waited < UNNOTICED ? patience.statement : Math.max(UNNOTICED, patience.statement - waited)
    try {
      return await work(connection, remaining)
    } finally {
      connections.release(connection)
    }
  }

  const undo = async (connection: C): Promise<void> => {
    try {
      const limit = Math.max(FOR_ROLLBACK, Math.min(patience.statement, patienceLeft()))
      await step(connection, limit, () => driver.rollback(connection))
    } catch {
      discard(connection)
    }
  }

  const attempt = <A>(work: (connection: Connection) => Promise<A>) =>
    lend(async (raw, remaining) => {
      let fatal: SqlError | undefined
      let unsettled = 0
      // A transaction that the server gave up must not go on: on MySQL every further statement would commit by itself.
      const guarded = async <B>(run: () => Promise<B>): Promise<B> => {
        if (fatal !== undefined) throw fatal
        unsettled++
        try {
          return await step(raw, limited(), run)
        } catch (error) {
          if (error instanceof SqlError && (error.failure === "deadlock" || isUseless(error))) fatal = error
          throw error
        } finally {
          unsettled--
        }
      }
      const connection: Connection = {
        all: (sql, params = NO_PARAMS) => guarded(() => driver.all(raw, sql, params)),
        run: (sql, params = NO_PARAMS) => guarded(() => driver.run(raw, sql, params)),
      }
      await step(raw, limited(remaining), () => driver.begin(raw))
      let result: A
      try {
        result = await work(connection)
        if (fatal !== undefined) throw fatal
      } catch (error) {
        // The connection is broken, or is still busy for work that did not wait: closing it rolls back as well.
        if (!synchronous && ((fatal !== undefined && isUseless(fatal)) || unsettled > 0)) discard(raw)
        else await undo(raw)
        throw fatal ?? error
      }
      let committed: boolean
      try {
        requirePatience(FOR_COMMIT)
        committed = await step(raw, limited(), () => driver.commit(raw))
      } catch (error) {
        await undo(raw)
        throw synchronous ? error : answerLost(error as SqlError)
      }
      if (!committed) {
        throw new SqlError("unknown", {
          cause: { name: "RolledBack", code: "25P02", errno: undefined, sqlState: "25P02" },
        })
      }
      return result
    })

  /** Tries again what lost to another, a bounded number of times. */
  const persistently = async <A>(work: () => Promise<A>): Promise<A> => {
    for (let tries = 1; ; tries++) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof SqlError) || error.failure !== "deadlock" || tries >= patience.attempts) throw error
        await patience.sleep(patience.delay(tries + 1))
      }
    }
  }

  /** A writing statement by itself commits by itself. */
  const alone = <A>(run: (connection: C) => Promise<A>): Promise<A> =>
    persistently(() =>
      lend(async (connection, remaining) => {
        try {
          return await step(connection, limited(remaining), () => run(connection))
        } catch (thrown) {
          const error = thrown as SqlError
          // A block of statements may have been left in the middle of its transaction.
          if (!isUseless(error)) await undo(connection)
          throw synchronous ? error : answerLost(error)
        }
      }),
    )

  return {
    dialect,
    knex,
    all: (sql, params = NO_PARAMS) =>
      lend((connection, remaining) => step(connection, limited(remaining), () => driver.all(connection, sql, params))),
    together: (work) =>
      lend((connection, remaining) =>
        work({
          all: (sql, params = NO_PARAMS) =>
            step(connection, limited(remaining), () => driver.all(connection, sql, params)),
        }),
      ),
    run: (sql, params = NO_PARAMS) => alone((connection) => driver.run(connection, sql, params)),
    change: (sql, params) =>
      alone((connection) => driver.all(connection, sql, params)).catch((error: unknown) => {
        throw error instanceof SqlError ? interrupted(error) : error
      }),
    transaction: (work) => persistently(() => attempt(work)),
    pool: connections.use,
    close: options.close,
  }
}
