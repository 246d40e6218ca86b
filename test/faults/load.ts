import { addingOf, type Deed, deedOf } from "./holding.ts"
import type { Ending, Ledger } from "./ledger.ts"
import type { Random } from "./seeded-random.ts"

/** How calls end when their server does. */
const GONE = new Set(["broken", "nobody", "stopping"])

/** After this a call hangs. */
const HANGS = 30_000

export interface Load {
  /** How often calls ended in which way, such as `ok`, `refused`, `dbfail` and `broken`. */
  readonly counts: () => Readonly<Record<string, number>>
  /** Answers that a client must never get, in words. */
  readonly strange: () => ReadonlyArray<string>
  /** The longest that a call took, in milliseconds. */
  readonly slowest: () => number
  /** Resolves after so many more calls that ended in this way. */
  readonly seen: (what: string, times: number) => Promise<void>
  /** No call begins any more; resolves when the last has ended. */
  readonly stop: () => Promise<void>
}

interface Answered {
  readonly what: string
  readonly ending: Ending
  readonly strange?: string
  readonly password?: string
}

/** What stands in an answer as far as it is looked at. */
interface Body {
  readonly response: string
  readonly cause?: string
  readonly detail?: string
  readonly user?: { readonly password: string }
}

const dbfail = (status: number, detail: string): Answered => ({
  what: "dbfail",
  ending: detail.includes("outcome unknown") ? "unknown" : "unchanged",
  ...(status === 503 ? {} : { strange: `dbfail with status ${status}` }),
})

const isRefused = (error: unknown): boolean =>
  error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED"

const call = async (
  url: string,
  key: string,
  { node, parameters }: Pick<Deed, "node" | "parameters">,
): Promise<Answered> => {
  let status: number
  let text: string
  try {
    const response = await fetch(`${url}/api/${node}?http_status=1`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": key },
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(HANGS),
    })
    status = response.status
    text = await response.text()
  } catch (error) {
    if (isRefused(error)) return { what: "nobody", ending: "unchanged" }
    const hangs = error instanceof Error && error.name === "TimeoutError"
    return { what: "broken", ending: "unknown", ...(hangs ? { strange: `${node} hangs` } : {}) }
  }
  if (status === 503 && text.startsWith("The server is stopping")) return { what: "stopping", ending: "unchanged" }
  try {
    const { response, cause, detail = "", user } = JSON.parse(text) as Body
    if (response === "ok")
      return { what: "ok", ending: "done", ...(user === undefined ? {} : { password: user.password }) }
    if (response === "failed" && cause === "dbfail") return dbfail(status, detail)
    if (response === "failed" && cause !== "unavailable") return { what: "refused", ending: "refused" }
  } catch {
    // Said below.
  }
  return { what: "strange", ending: "unknown", strange: `${node}: ${status} ${text}` }
}

interface Calling {
  readonly url: string
  /** An API key that may do everything. */
  readonly key: string
  readonly ledger: Ledger
  readonly random: Random
}

interface LoadOptions extends Calling {
  /**
   * What becomes of the server meanwhile, after which callers give up: of a call without an answer nobody knows where it was `killed`; where it was
   * `stopped`, it was not taken.
   */
  readonly end: "killed" | "stopped" | undefined
}

/** One call that lists the domains; answers how it ended. */
export const readDomains = async ({ url, key }: Pick<Calling, "url" | "key">): Promise<string> =>
  (await call(url, key, { node: "domain/list", parameters: {} })).what

/** One call that adds the account of a caller; answers how it ended. */
export const addAccount = async ({ url, key, ledger, random }: Calling, caller: number): Promise<string> => {
  const deed = addingOf(caller, random)
  const { what, ending, password } = await call(url, key, deed)
  ledger.record(caller, deed, ending, password)
  return what
}

/** Callers who write as fast as they are answered, each what is its own, and keep a ledger of what they were told. */
export const startLoad = (options: LoadOptions): Load => {
  const { url, key, ledger, random, end } = options
  const counts: Record<string, number> = {}
  const strange = new Set<string>()
  const waiting = new Set<() => void>()
  let slowest = 0
  const load = { isOn: true }

  const work = async (caller: number): Promise<void> => {
    while (load.isOn) {
      const deed = deedOf(caller, random)
      const began = performance.now()
      const answered = await call(url, key, deed)
      slowest = Math.max(slowest, performance.now() - began)
      const isNotTaken = answered.what === "broken" && end === "stopped"
      ledger.record(caller, deed, isNotTaken ? "unchanged" : answered.ending, answered.password)
      counts[answered.what] = (counts[answered.what] ?? 0) + 1
      if (answered.strange !== undefined) strange.add(answered.strange)
      for (const look of waiting) look()
      if (end !== undefined && GONE.has(answered.what)) return
    }
  }
  const works = Array.from({ length: ledger.callers }, (_, caller) => work(caller))

  return {
    counts: () => ({ ...counts }),
    strange: () => [...strange, ...ledger.contradictions],
    slowest: () => slowest,
    seen: (what, times) =>
      new Promise((resolve, reject) => {
        const until = (counts[what] ?? 0) + times
        const look = () => {
          if ((counts[what] ?? 0) < until) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        void Promise.all(works).then(() => reject(new Error(`Every caller has ended: ${JSON.stringify(counts)}`)))
      }),
    stop: async () => {
      load.isOn = false
      await Promise.all(works)
    },
  }
}
