import { fileURLToPath } from "node:url"
import { HermesSession } from "./hermes-session.ts"
import { onFreePort, type ServerProcess, startServer } from "./server-process.ts"
import { type TemporaryDirectory, temporaryDirectory } from "./temporary-directory.ts"

/** The same key for every server on a database, as an operator would set it. */
export const SECRET_KEY = "7".repeat(64)

const MAIN = fileURLToPath(import.meta.resolve("../../packages/http/src/node/main.ts"))

// Written when a server ends by itself: the next one starts in half the time.
const COMPILED = fileURLToPath(new URL("../../node_modules/.cache/sipwright-tests", import.meta.url))

/** Our own server, run from source. */
export const SERVE = { program: process.execPath, args: ["--conditions=source", MAIN, "serve"] } as const

export const ADMIN_PASSWORD = "admin of the tests"

export interface SipwrightServer {
  readonly url: string
  readonly pid: number
  /** Resolves when it has ended, to its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>
  /** A session of the operator `admin`, who may do everything. */
  login(): Promise<HermesSession>
  log(): string
  stop(): Promise<void>
  kill(): Promise<void>
}

export interface SipwrightServerOptions {
  readonly databaseUrl: string
  readonly domains: ReadonlyArray<string>
  readonly settings?: Readonly<Record<string, string>>
}

/** Our own server as a process of its own. */
export const startSipwright = (options: SipwrightServerOptions): Promise<SipwrightServer> =>
  onFreePort(async (port) => {
    const directory = temporaryDirectory("server")
    const url = `http://127.0.0.1:${port}`
    const server = await startServer({
      name: "sipwright",
      ...SERVE,
      directory: directory.path,
      env: {
        NODE_COMPILE_CACHE: COMPILED,
        SIPWRIGHT_DATABASE_URL: options.databaseUrl,
        SIPWRIGHT_PORT: String(port),
        SIPWRIGHT_DOMAINS: options.domains.join(","),
        SIPWRIGHT_ADMIN_PASSWORD: ADMIN_PASSWORD,
        SIPWRIGHT_SECRET_KEY: SECRET_KEY,
        ...options.settings,
      },
      // Who else may have taken the port does not have to answer.
      isReady: async () => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok,
    })
    return running(url, server, directory)
  })

const running = (url: string, server: ServerProcess, directory: TemporaryDirectory): SipwrightServer => {
  const ended = async (end: () => Promise<void>) => {
    await end()
    directory.remove()
  }
  return {
    url,
    pid: server.pid,
    ended: server.ended,
    login: () => HermesSession.login(url, "admin", ADMIN_PASSWORD),
    log: server.log,
    stop: () => ended(server.stop),
    kill: () => ended(server.kill),
  }
}
