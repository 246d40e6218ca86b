import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { kamailioConfig, type KamailioConfig, stockLocalConfig, stockWithHashes } from "./kamailio-config.ts"
import { requireKamailio } from "./kamailio-installation.ts"
import { onFreePort, startServer } from "./server-process.ts"
import { options as sipOptions, type SipServer } from "./sip-client.ts"
import { inOwnDirectory } from "./temporary-directory.ts"

/**
 * - `ha1`: our small configuration, reading the hashes only
 * - `plaintext`: our small configuration, reading the clear-text column
 * - `stock`: the distribution's kamailio.cfg without a change (it reads clear text)
 * - `stock-ha1`: the same with the two lines changed that make it read hashes
 */
export type KamailioMode = "ha1" | "plaintext" | "stock" | "stock-ha1"

export interface KamailioOptions {
  /** As Kamailio spells it, `TestDatabase.kamailioUrl`. */
  readonly databaseUrl: string
  readonly mode: KamailioMode
  /** The rest is for our own configuration only; the stock one has its own values. */
  readonly useDomain?: boolean
  readonly realm?: string
  readonly algorithm?: "MD5" | "SHA-256"
  readonly usrlocDbMode?: 0 | 1 | 3
  readonly aliases?: boolean
  readonly domains?: "table" | readonly string[]
}

export interface Kamailio {
  readonly server: SipServer
  readonly rpcUrl: string
  /** A JSON-RPC call; resolves to `result`, rejects with what Kamailio answered otherwise. */
  readonly rpc: (method: string, ...params: readonly (string | number)[]) => Promise<unknown>
  log(): string
  stop(): Promise<void>
}

const driverOf = (databaseUrl: string): KamailioConfig["driver"] => {
  const scheme = databaseUrl.slice(0, databaseUrl.indexOf(":"))
  if (scheme === "mysql" || scheme === "postgres" || scheme === "sqlite") return `db_${scheme}`
  throw new Error(`Kamailio has no driver for ${scheme}:`)
}

const writeConfig = (folder: string, port: number, options: KamailioOptions, stockConfig: string): string => {
  const { databaseUrl, mode } = options
  const driver = driverOf(databaseUrl)
  const written = join(folder, "kamailio.cfg")
  if (mode === "ha1" || mode === "plaintext") {
    const text = kamailioConfig({
      databaseUrl,
      driver,
      port,
      passwords: mode,
      useDomain: options.useDomain ?? true,
      realm: options.realm,
      algorithm: options.algorithm ?? "MD5",
      usrlocDbMode: options.usrlocDbMode ?? 0,
      aliases: options.aliases ?? true,
      domains: options.domains ?? "table",
    })
    writeFileSync(written, text, { mode: 0o600 })
    return written
  }
  // Kamailio looks for an imported file in its working directory first, so the stock file can stay where it is.
  writeFileSync(join(folder, "kamailio-local.cfg"), stockLocalConfig({ databaseUrl, driver, port }), { mode: 0o600 })
  if (mode === "stock") return stockConfig
  writeFileSync(written, stockWithHashes(readFileSync(stockConfig, "utf8")), { mode: 0o600 })
  return written
}

const call = async (url: string, method: string, params: readonly (string | number)[]): Promise<unknown> => {
  const response = await fetch(url, {
    method: "POST",
    // Kamailio ends the connection after each answer without saying so: one kept for reuse may be closed by then.
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify({ jsonrpc: "2.0", method, id: 1, ...(params.length > 0 ? { params } : {}) }),
    signal: AbortSignal.timeout(5_000),
  })
  const answer = (await response.json()) as {
    readonly result?: unknown
    readonly error?: { readonly message?: string }
  }
  if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message ?? "failed"}`)
  return answer.result
}

const argumentsOf = (values: Readonly<Record<string, string>>): readonly string[] => Object.entries(values).flat()

const startOn = async (folder: string, port: number, options: KamailioOptions): Promise<Kamailio> => {
  const installation = requireKamailio()
  const config = writeConfig(folder, port, options, installation.stockConfig)
  const server: SipServer = { host: "127.0.0.1", port }
  const running = await startServer({
    name: "Kamailio",
    program: installation.binary,
    args: [
      ...argumentsOf({ "-f": config, "-Y": join(folder, "run"), "-P": join(folder, "pid"), "-w": folder }),
      // One worker: with more, one answers while another still loads `location`, and then a contact saved in between is
      // in memory twice. Little memory, because a test run starts many of these.
      ...argumentsOf({ "-n": "1", "-N": "1", "-m": "32", "-M": "4" }),
      "-DD",
      "-E",
    ],
    directory: folder,
    isReady: async () => (await sipOptions({ server, within: 50 })).status === 200,
  })
  const rpcUrl = `http://127.0.0.1:${port}/RPC`
  return {
    server,
    rpcUrl,
    rpc: (method, ...params) => call(rpcUrl, method, params),
    log: () => running.log(),
    stop: running.stop,
  }
}

/** Starts a Kamailio of our own on a free loopback port; resolves once it answers SIP. */
export const startKamailio = (options: KamailioOptions): Promise<Kamailio> =>
  onFreePort((port) => inOwnDirectory("kamailio", (folder) => startOn(folder, port, options)))
