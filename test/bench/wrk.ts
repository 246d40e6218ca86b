import { fileURLToPath } from "node:url"
import { findProgram } from "../support/installed.ts"
import { runProgram } from "../support/run-program.ts"
import { LOAD_CORE } from "./cores.ts"
import { cpuTime, type PinnedServer } from "./pinned-process.ts"

const CALLS = fileURLToPath(import.meta.resolve("./load/calls.lua"))

/** A call that wrk makes again and again. `{n}` in the path and the body is a number. */
export interface LoadedCall {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly body?: string
  readonly cookie?: string
  /** The least number. */
  readonly first?: number
  /** How many numbers there are, taken over and over in a mixed order; without it, none comes twice. */
  readonly count?: number
}

export interface Load {
  readonly requests: number
  readonly perSecond: number
  /** What the process of the server used of its core for a call, in microseconds. */
  readonly cpuPerCall: number
  /** The head and the body of an answer, on average. */
  readonly bytesPerAnswer: number
  /** In milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** What has to be installed before anything can be measured; none of it is missing where this is empty. */
export const missingTools = (): ReadonlyArray<string> =>
  [
    { program: "wrk", from: "wrk" },
    { program: "taskset", from: "util-linux" },
    { program: "timeout", from: "coreutils" },
  ]
    .filter(({ program }) => findProgram(program) === undefined)
    .map(({ program, from }) => `${program} is not installed (on Debian: apt-get install ${from})`)

/** Calls a server from one thread on a core of its own. Rejects where a call failed. */
export const putLoad = async (
  server: PinnedServer,
  call: LoadedCall,
  how: { readonly connections: number; readonly seconds: number },
): Promise<Load> => {
  // On a machine that is busy otherwise, a short time can be over before the first answer is there.
  for (let seconds = how.seconds; ; seconds *= 4) {
    const load = await putLoadOnce(server, call, { ...how, seconds })
    if (load.requests > 0) return load
    if (seconds > 10) throw new Error(`${server.url}${call.path.split("?")[0]} does not answer`)
  }
}

const putLoadOnce = async (
  server: PinnedServer,
  { method, path, body = "", cookie = "", first = 0, count = 0 }: LoadedCall,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Load> => {
  const before = cpuTime(server.pid)
  const pinned = ["taskset", "-c", String(LOAD_CORE)]
  const wrk = ["wrk", "-t1", `-c${connections}`, `-d${Math.ceil(seconds) + 5}s`, "--timeout", "10s", "-s", CALLS]
  const calls = [server.url, "--", method, path, body, cookie, String(first), String(count)]
  // wrk itself knows whole seconds only, and says what it has when it is interrupted.
  const within = ["--preserve-status", "--signal=INT", String(seconds)]
  const printed = await runProgram("timeout", [...within, ...pinned, ...wrk, ...calls])
  const line = printed.split("\n").find((text) => text.startsWith("{"))
  if (line === undefined) throw new Error(`wrk said nothing of ${path}:\n${printed}`)
  const { requests, microseconds, bytes, failures, p50, p99 } = JSON.parse(line) as Record<string, number>
  if (requests === undefined || failures !== 0) {
    const log = server.log().split("\n").slice(-20).join("\n")
    const life = server.isAlive() ? "lives" : "has ended"
    const counts = `${failures} failures and ${requests} answers of ${path.split("?")[0]}`
    throw new Error(`${counts}; the server ${life}, and its log ends with:\n${log}`)
  }
  return {
    requests,
    cpuPerCall: (cpuTime(server.pid) - before) / requests,
    perSecond: (requests * 1e6) / (microseconds ?? 0),
    bytesPerAnswer: (bytes ?? 0) / requests,
    p50: (p50 ?? 0) / 1000,
    p99: (p99 ?? 0) / 1000,
  }
}
