import { readFileSync } from "node:fs"
import { type ServerOptions, type ServerProcess, startServer } from "./server-process.ts"

export interface DatabaseServer {
  readonly adminUrl: string
  stop(): Promise<void>
}

/** A server that belongs to one suite, which may do with it what it likes. Its port and its data stay. */
export interface OwnDatabaseServer extends DatabaseServer {
  /** Ends it as an administrator would. */
  readonly halt: () => Promise<void>
  /** Ends it as a crash does. */
  readonly crash: () => Promise<void>
  readonly start: () => Promise<void>
  /** It keeps its connections, takes new ones, and answers nothing until it is thawed. */
  readonly freeze: () => void
  readonly thaw: () => void
}

/** A database server that can be stopped and started again. */
export async function restartable(adminUrl: string, options: ServerOptions): Promise<OwnDatabaseServer> {
  let running: ServerProcess | undefined = await startServer(options)
  const signal = (name: NodeJS.Signals) => {
    if (running !== undefined) for (const pid of familyOf(running.pid)) process.kill(pid, name)
  }
  const ending = (end: (server: ServerProcess) => Promise<void>) => async () => {
    // What is frozen hears no other signal but SIGKILL.
    signal("SIGCONT")
    if (running !== undefined) await end(running)
    running = undefined
  }
  const halt = ending((server) => server.stop())
  return {
    adminUrl,
    halt,
    crash: ending((server) => server.kill()),
    start: async () => {
      running ??= await startServer(options)
    },
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    stop: halt,
  }
}

/** A process and its children: PostgreSQL has one for each connection, in a group of its own. */
function familyOf(pid: number): ReadonlyArray<number> {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
  return [pid, ...children.split(" ").flatMap((child) => (child.trim() === "" ? [] : [Number(child)]))]
}
