import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Client } from "pg"
import { MissingProgram, requireProgram } from "./installed.ts"
import { runProgram } from "./run-program.ts"
import { type DatabaseServer, type OwnDatabaseServer, restartable } from "./restartable.ts"
import { onFreePort } from "./server-process.ts"
import { giveTo, serverUser } from "./system-user.ts"
import { inOwnDirectory } from "./temporary-directory.ts"

const howToInstall = "on Debian: apt-get install postgresql, or set SIPWRIGHT_TEST_POSTGRES_URL to a server's URL"

/** A PostgreSQL of the tests' own, or the server SIPWRIGHT_TEST_POSTGRES_URL names. */
export async function startPostgres(): Promise<DatabaseServer> {
  const given = process.env["SIPWRIGHT_TEST_POSTGRES_URL"]
  return given ? { adminUrl: given, stop: async () => {} } : startOwnPostgres()
}

/** A PostgreSQL of a suite's own. */
export async function startOwnPostgres(): Promise<OwnDatabaseServer> {
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
      return restartable(adminUrl, {
        name: "postgres",
        program,
        args: ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
        directory: home,
        user,
        isReady: () => canConnect(adminUrl),
        // Its SIGTERM waits until the last client has gone.
        stopSignal: "SIGINT",
      })
    })
  })
}

// The data lives for one run: it has to survive a crash of the server, and no power cut.
const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "shared_buffers=64MB",
  "fsync=off",
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
