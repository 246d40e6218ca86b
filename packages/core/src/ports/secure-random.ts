import * as Context from "effect/Context"

const POOL = 4096

/** Small pieces come from a pool: a call of the runtime's generator costs as much as hundreds of bytes of it. Each byte is handed out once. */
const pooledBytes = () => {
  const pool = new Uint8Array(POOL)
  let used = POOL
  return (length: number): Uint8Array<ArrayBuffer> => {
    if (length > POOL / 8) return crypto.getRandomValues(new Uint8Array(length))
    if (used + length > POOL) {
      crypto.getRandomValues(pool)
      used = 0
    }
    const bytes = pool.slice(used, used + length)
    pool.fill(0, used, used + length)
    used += length
    return bytes
  }
}

/** Bytes that nobody can predict. Everything secret or to be guessed by nobody comes from here. */
export const SecureRandom = Context.Reference<{
  readonly bytes: (length: number) => Uint8Array<ArrayBuffer>
}>("@sipwright/core/SecureRandom", {
  defaultValue: () => ({ bytes: pooledBytes() }),
})
