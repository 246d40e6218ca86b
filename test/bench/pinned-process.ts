import { existsSync, readdirSync, readFileSync } from "node:fs"
import { onFreePort, type ServerProcess, startServer } from "../support/server-process.ts"
import { temporaryDirectory } from "../support/temporary-directory.ts"
import { SERVER_CORE } from "./cores.ts"

/** A server on a core of its own. */
export interface PinnedServer {
  readonly url: string
  readonly pid: number
  readonly log: () => string
  readonly isAlive: () => boolean
  readonly stop: () => Promise<void>
}

/** Starts a program of Node as a server on its core. `environment` gets the port. */
export const startPinned = (options: {
  readonly name: string
  readonly args: ReadonlyArray<string>
  readonly environment: (port: number) => Readonly<Record<string, string>>
  /** A path that is answered with a status of success as soon as it is ready. */
  readonly readyPath: string
}): Promise<PinnedServer> =>
  onFreePort(async (port) => {
    const directory = temporaryDirectory(options.name)
    const url = `http://127.0.0.1:${port}`
    const server: ServerProcess = await startServer({
      name: options.name,
      program: "taskset",
      args: ["-c", String(SERVER_CORE), process.execPath, ...options.args],
      directory: directory.path,
      env: { NODE_ENV: "production", ...options.environment(port) },
      isReady: async () => (await fetch(`${url}${options.readyPath}`)).ok,
    })
    const stop = async () => {
      await server.stop()
      directory.remove()
    }
    return { url, pid: server.pid, log: server.log, isAlive: () => existsSync(`/proc/${server.pid}`), stop }
  })

/** The most memory that a process has had at once, in MB, as Linux counts it (VmHWM). */
export const peakMemory = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

/** What the threads of a process have used of the cores until now, in microseconds. */
export const cpuTime = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]) / 1000)
    .reduce((sum, time) => sum + time, 0)
