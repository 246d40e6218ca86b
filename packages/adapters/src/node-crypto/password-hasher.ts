import { availableParallelism } from "node:os"
import { makeScryptHasher, PasswordHasher, type Scrypt, type ScryptParameters, SecureRandom } from "@sipwright/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { scryptOnThread } from "./scrypt-threads.ts"

const KEY_BYTES = 32

/**
 * Lets so many run at once, the rest in order of arrival. Each takes a thread and its memory; more than one a core would only make all of
 * them late.
 */
const atMost = (places: number) => {
  const waiting: Array<() => void> = []
  let free = places
  return async <A>(work: () => Promise<A>): Promise<A> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

// One limit for the process, however many hashers are made: they share the cores.
const limited = atMost(Math.max(1, Math.min(availableParallelism(), 3)))

const scrypt: Scrypt = (password, salt, { ln, r, p }) => {
  const N = 2 ** ln
  // What RFC 7914 needs and a little for OpenSSL's own; Node's default of 32 MiB is less than our parameters take.
  const maxmem = 128 * r * (N + p + 2) + 1024 * 1024
  return limited(() => scryptOnThread({ password, salt, length: KEY_BYTES, options: { N, r, p, maxmem } }))
}

/** scrypt by Node, on threads that give way to the others of the process: other requests go on meanwhile. */
export const nodePasswordHasher = (parameters?: ScryptParameters): Layer.Layer<PasswordHasher> =>
  Layer.effect(
    PasswordHasher,
    Effect.map(SecureRandom, (random) => makeScryptHasher(scrypt, random, parameters)),
  )
