import type { Knex } from "knex"

/** The part of a connection that knex looks at before it lends it again. */
export interface Lendable {
  __knex__disposed?: unknown
}

interface Client<C> {
  acquireConnection(): Promise<C>
  releaseConnection(connection: C): Promise<void>
  readonly pool: Readonly<
    Record<"numUsed" | "numFree" | "numPendingAcquires" | "numPendingCreates", () => number> & { readonly max: number }
  >
}

/**
 * Lends connections of knex's pool. One that comes back stays at hand until the event loop turns, and goes from one caller to the next without
 * the pool: taking it from there costs as much as a short statement does. Callers of the pool beside us (a host program's own) come first.
 */
export const lendConnections = <C extends Lendable>(knex: Knex) => {
  const client = knex.client as Client<C>
  const { pool } = client
  const atHand: Array<C> = []
  const waiting = new Set<(connection: C | Promise<C>) => void>()
  let held = 0
  let isReturning = false

  const isExhausted = (): boolean => pool.numFree() === 0 && pool.numUsed() + pool.numPendingCreates() >= pool.max

  const nextWaiter = () => {
    const [waiter] = waiting
    if (waiter !== undefined) waiting.delete(waiter)
    return waiter
  }

  const fromPool = async (): Promise<C> => {
    held++
    try {
      return await client.acquireConnection()
    } catch (error) {
      held--
      sendToPool()
      throw error
    }
  }

  // Who waits for what we hold would wait for nothing where the pool has another, or that was the last of it.
  const sendToPool = (): void => {
    if (waiting.size > 0 && (held === 0 || !isExhausted())) nextWaiter()?.(fromPool())
  }

  const toPool = (connection: C): void => {
    held--
    void client.releaseConnection(connection)
    sendToPool()
  }

  const acquire = (): C | Promise<C> => {
    for (let connection = atHand.pop(); connection !== undefined; connection = atHand.pop()) {
      if (!connection.__knex__disposed) return connection
      toPool(connection)
    }
    // Of what we hold something comes back; what others hold may not.
    return held > 0 && isExhausted() ? new Promise((resolve) => waiting.add(resolve)) : fromPool()
  }

  const returnAll = (): void => {
    isReturning = false
    for (const connection of atHand.splice(0)) toPool(connection)
  }

  const release = (connection: C): void => {
    if (connection.__knex__disposed || pool.numPendingAcquires() > 0) {
      toPool(connection)
      return
    }
    const waiter = nextWaiter()
    if (waiter !== undefined) {
      waiter(connection)
      return
    }
    atHand.push(connection)
    if (isReturning) return
    isReturning = true
    setImmediate(returnAll)
  }

  return {
    acquire,
    release,
    use: () => ({
      used: pool.numUsed() - atHand.length,
      free: pool.numFree() + atHand.length,
      waiting: pool.numPendingAcquires() + waiting.size,
    }),
  }
}
