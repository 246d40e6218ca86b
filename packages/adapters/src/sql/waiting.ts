import { AsyncLocalStorage } from "node:async_hooks"
import { SqlError } from "./sql-error.ts"

/** How long a caller waits for the databases in all, in milliseconds. */
const CALL_PATIENCE = 5000

/** What nobody minds beyond it. */
const UNNOTICED = 100

/** The patience of one caller. Only the time counts in which he waits for a database. */
class Waiting {
  #left = CALL_PATIENCE
  #under = 0
  #since = 0

  get left(): number {
    return this.#under === 0 ? this.#left : this.#left - (performance.now() - this.#since)
  }

  renew(): void {
    this.#left = CALL_PATIENCE
    this.#since = performance.now()
  }

  async during<A>(work: () => Promise<A>): Promise<A> {
    if (this.#under++ === 0) this.#since = performance.now()
    try {
      return await work()
    } finally {
      if (--this.#under === 0) this.#left -= performance.now() - this.#since
    }
  }
}

const current = new AsyncLocalStorage<Waiting | undefined>()
const calls = new WeakMap<object, Waiting>()

/** Nothing was sent for it: the connection is as good as before, which the state of a server's own answer stands for. */
const outOfPatience = (): SqlError =>
  new SqlError("timeout", { cause: { name: "OutOfPatience", code: undefined, errno: undefined, sqlState: "HYT00" } })

/** Runs work of a call, which must not take longer than what is left of its patience; see {@link patienceLeft}. */
export const waitingIn = <A>(call: object, work: () => Promise<A>): Promise<A> => {
  let waiting = calls.get(call)
  if (waiting === undefined) {
    waiting = new Waiting()
    calls.set(call, waiting)
  }
  const of = waiting
  return current.run(of, () => of.during(work))
}

/** How many milliseconds whoever is served waits yet; for ever, if it is nobody. */
export const patienceLeft = (): number => current.getStore()?.left ?? Number.POSITIVE_INFINITY

/** Rejects where there is less time left than something takes that should not be cut short. */
export const requirePatience = (milliseconds: number): void => {
  if (patienceLeft() < milliseconds) throw outOfPatience()
}

/** Of long work a part is done, so whoever waits for it sees it go on. */
export const renewPatience = (): void => current.getStore()?.renew()

/** Work that is nobody's in particular. */
export const unattended = <A>(work: () => A): A => current.run(undefined, work)

/** Whether whoever is served has hardly waited yet. */
export const isPatient = (): boolean => patienceLeft() > CALL_PATIENCE - UNNOTICED

/**
 * {@link apart} for work that is over in {@link CALL_PATIENCE} whatever happens, so that whoever has not waited yet needs no clock of his own
 * for it.
 */
export const alongside = <A>(work: () => Promise<A>): Promise<A> => (isPatient() ? work() : apart(work))

/**
 * Work that is not this caller's alone, or that has to come to its end: it has all the time that a database is given, and goes on where he
 * waits no longer.
 */
export const apart = async <A>(work: () => Promise<A>): Promise<A> => {
  const waiting = current.getStore()
  if (waiting === undefined) return work()
  const running = current.run(undefined, work)
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(outOfPatience()), Math.max(0, waiting.left))
  })
  try {
    return await Promise.race([running, limit])
  } finally {
    clearTimeout(timer)
  }
}
