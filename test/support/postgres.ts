import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Client } from "pg"
import { MissingProgram, requireProgram } from "./installed.ts"
import type { DatabaseServer } from "./mariadb.ts"
import { runProgram } from "./run-program.ts"
import { onFreePort, startServer } from "./server-process.ts"
import { giveTo, serverUser } from "./system-user.ts"
import { inOwnDirectory } from "./temporary-directory.ts"

const howToInstall = "on Debian: apt-get install postgresql, or set SIPWRIGHT_TEST_POSTGRES_URL to a server's URL"

/** A PostgreSQL of the tests' own, or the server SIPWRIGHT_TEST_POSTGRES_URL names. */
export async function startPostgres(): Promise<DatabaseServer> {
  const given = process.env["SIPWRIGHT_TEST_POSTGRES_URL"]
  if (given) return { adminUrl: given, stop: async () => {} }
  const installer = requireProgram("initdb", howToInstall)
  const program = requireProgram("postgres", howToInstall)
  const user = serverUser("postgres")
  if (process.getuid?.() === 0 && user === undefined) {
    throw new MissingProgram(`PostgreSQL does not run as root and there is no user postgres (${howToInstall})`)
  }
  return inOwnDirectory("postgres", async (home) => {
    giveTo(user, home)
    const data = join(home, "data")
    const passwordFile = join(home, "password")
    writeFileSync(passwordFile, "secret\n")
    await runProgram(
      installer,
      [
        `--pgdata=${data}`,
        "--username=sipwright",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
      ],
      user,
    )
    return await onFreePort(async (port) => {
      const adminUrl = `postgres://sipwright:secret@127.0.0.1:${port}/postgres`
      const server = await startServer({
        name: "postgres",
        program,
        args: ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
        directory: home,
        user,
        isReady: () => canConnect(adminUrl),
        // Its SIGTERM waits until the last client has gone.
        stopSignal: "SIGINT",
      })
      return {
        adminUrl,
        stop: server.stop,
      }
    })
  })
}

// The data lives for one run: nothing has to survive a power cut.
const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "shared_buffers=64MB",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "autovacuum=off",
]

async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    return true
  } finally {
    await client.end()
  }
}
