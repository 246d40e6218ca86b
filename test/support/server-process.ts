import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { freePort } from "./free-port.ts"
import type { SystemUser } from "./system-user.ts"

export interface ServerOptions {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  /** Holds the log; it is removed when this process dies without having stopped the server. */
  readonly directory: string
  readonly user?: SystemUser | undefined
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
  readonly isReady: () => Promise<boolean>
  readonly readyWithinMs?: number
  readonly stopSignal?: "SIGTERM" | "SIGINT"
}

export interface ServerProcess {
  readonly pid: number
  readonly log: () => string
  /** Resolves when it has ended, to its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>
  readonly stop: () => Promise<void>
  /** Ends it as a crash does: no handler of the server runs. */
  readonly kill: () => Promise<void>
}

/** Starts a server and resolves when it answers; a server that ends or stays silent is an error with its log. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const logFile = join(options.directory, `${options.name}.log`)
  const output = openSync(logFile, "a")
  const child = spawn(options.program, [...options.args], {
    cwd: options.directory,
    stdio: ["ignore", output, output],
    // A process group of its own lets the guard end the server together with its children.
    detached: true,
    ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
    ...options.user,
  })
  closeSync(output)
  const exited = exitOf(child)
  const endGuard = guard(child, options.directory)
  const server: ServerProcess = {
    // Undefined only where it could not be started, which waitUntilReady finds out.
    pid: child.pid ?? 0,
    ended: exited,
    log: () => readFileSync(logFile, "utf8"),
    stop: async () => {
      await terminate(child, exited, options.stopSignal ?? "SIGTERM")
      endGuard()
    },
    kill: async () => {
      killGroup(child)
      await exited
      endGuard()
    },
  }
  try {
    await waitUntilReady(child, options)
  } catch (error) {
    await server.stop()
    throw new Error(`${options.name} did not start; the end of its log:\n${tail(server.log())}`, { cause: error })
  }
  return server
}

/** Runs `start` on a free port, and again on another one, because a port can be taken between look and use. */
export async function onFreePort<A>(start: (port: number) => Promise<A>): Promise<A> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      return await start(port)
    } catch (error) {
      if (attempt === 3) throw error
    }
  }
}

/** Polls until `probe` says yes; the wait ends with an error after `withinMs`. */
export async function waitFor(what: string, withinMs: number, probe: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await probe())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`)
    await delay(20)
  }
}

async function waitUntilReady(child: ChildProcess, options: ServerOptions): Promise<void> {
  await waitFor(`${options.name} to answer`, options.readyWithinMs ?? 30_000, async () => {
    if (hasEnded(child)) throw new Error(`${options.name} ended with ${child.exitCode ?? child.signalCode}`)
    return options.isReady().catch(() => false)
  })
  // The answer may come from another server on the same port, while ours is ending because of it.
  if (hasEnded(child)) throw new Error(`${options.name} ended with ${child.exitCode ?? child.signalCode}`)
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code))
    child.once("error", () => resolve(null))
  })
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

async function terminate(child: ChildProcess, exited: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  if (!hasEnded(child)) child.kill(signal)
  const timer = new AbortController()
  const late = delay(5_000, undefined, { signal: timer.signal }).catch(() => {})
  await Promise.race([exited, late])
  timer.abort()
  // Also where the main process has ended: npm leaves what it started behind.
  killGroup(child)
  await exited
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, "SIGKILL")
  } catch {
    child.kill("SIGKILL")
  }
}

// An exit handler would not run when this process is killed. The guard's standard input closes in every case.
function guard(child: ChildProcess, directory: string): () => void {
  if (child.pid === undefined) return () => {}
  // Only this spelling of kill takes a group in every shell: dash reads `kill -KILL -- -1` as an illegal number.
  const script = 'cat >/dev/null; kill -s KILL -- "-$0"; rm -rf -- "$1"'
  const watcher = spawn("/bin/sh", ["-c", script, String(child.pid), directory], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  })
  watcher.unref()
  // The pipe is a socket handle that would keep the event loop alive; its type does not say that it has unref.
  if (watcher.stdin !== null && "unref" in watcher.stdin && typeof watcher.stdin.unref === "function") {
    watcher.stdin.unref()
  }
  return () => {
    if (watcher.pid === undefined) return
    try {
      process.kill(-watcher.pid, "SIGKILL")
    } catch {
      // It has ended already.
    }
  }
}

function tail(log: string): string {
  return log.split("\n").slice(-30).join("\n")
}
