import { once } from "node:events"
import { Worker } from "node:worker_threads"

/** One call of Node's `scryptSync`. */
interface Derivation {
  readonly password: Uint8Array
  readonly salt: Uint8Array
  /** Of the key, in bytes. */
  readonly length: number
  readonly options: { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number }
}

// The kernel gives a core away for some milliseconds at a time. At this priority hashes get 3 % of a core that is full of calls, so that fewer than one call in a
// hundred meets them; a login takes some four seconds there. At 10 it is a tenth and one second, but one call in thirty waits for it.
const NICE = 16

// As text, since a path to a file would not outlive a bundler. On Linux alone a priority is a thread's; elsewhere this would lower the whole
// process. Where a sandbox forbids it, hashing goes on as it is.
const PROGRAM = `
const { parentPort } = require("node:worker_threads")
const { scryptSync } = require("node:crypto")
try {
  if (process.platform === "linux") require("node:os").setPriority(0, ${NICE})
} catch {}
parentPort.on("message", ({ password, salt, length, options }) =>
  parentPort.postMessage(scryptSync(password, salt, length, options)),
)`

// They stay for the next time: to start one takes tens of milliseconds.
const idle: Array<Worker> = []

// Nothing of the environment or of the command line is for it.
const start = (): Worker => new Worker(PROGRAM, { eval: true, name: "scrypt", env: {}, execArgv: [] })

/**
 * Derives a key on a thread of its own, which on Linux gives way to all others of the process (nice 16). As many threads are started as derive at once;
 * afterwards they wait, and do not keep the process alive. An error ends its thread. Node's permission model has to allow workers.
 */
export const scryptOnThread = async (derivation: Derivation): Promise<Uint8Array> => {
  const worker = idle.pop() ?? start()
  worker.ref()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  worker.postMessage(derivation)
  const [key] = (await once(worker, "message")) as [Uint8Array]
  worker.unref()
  idle.push(worker)
  return key
}
