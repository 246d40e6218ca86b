import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { createConnection } from "mysql2/promise"
import { requireProgram } from "./installed.ts"
import { runProgram } from "./run-program.ts"
import { type DatabaseServer, type OwnDatabaseServer, restartable } from "./restartable.ts"
import { onFreePort } from "./server-process.ts"
import { giveTo, serverUser } from "./system-user.ts"
import { inOwnDirectory } from "./temporary-directory.ts"

const howToInstall = "on Debian: apt-get install mariadb-server, or set SIPWRIGHT_TEST_MYSQL_URL to a server's URL"

/** A MariaDB of the tests' own, or the server SIPWRIGHT_TEST_MYSQL_URL names. */
export async function startMariaDb(): Promise<DatabaseServer> {
  const given = process.env["SIPWRIGHT_TEST_MYSQL_URL"]
  return given ? { adminUrl: given, stop: async () => {} } : startOwnMariaDb()
}

/** A MariaDB of a suite's own. */
export async function startOwnMariaDb(): Promise<OwnDatabaseServer> {
  const installer = requireProgram("mariadb-install-db", howToInstall)
  const program = requireProgram("mariadbd", howToInstall)
  const user = serverUser("mysql")
  return inOwnDirectory("mariadb", async (home) => {
    giveTo(user, home)
    const data = join(home, "data")
    const firstStatements = join(home, "first.sql")
    writeFileSync(
      firstStatements,
      "CREATE OR REPLACE USER 'sipwright'@'%' IDENTIFIED BY 'secret';\n" +
        "GRANT ALL PRIVILEGES ON *.* TO 'sipwright'@'%' WITH GRANT OPTION;\n",
    )
    await runProgram(
      installer,
      [
        "--no-defaults",
        `--datadir=${data}`,
        // Its temporary tables are named after the process, and another container may have one of that number.
        `--tmpdir=${home}`,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        ...asRoot(user !== undefined),
        ...fastSettings,
      ],
      user,
    )
    return await onFreePort(async (port) => {
      const adminUrl = `mysql://sipwright:secret@127.0.0.1:${port}/`
      return restartable(adminUrl, {
        name: "mariadbd",
        program,
        args: [
          "--no-defaults",
          `--datadir=${data}`,
          `--tmpdir=${home}`,
          `--socket=${join(home, "s.sock")}`,
          `--pid-file=${join(home, "mariadbd.pid")}`,
          `--init-file=${firstStatements}`,
          "--bind-address=127.0.0.1",
          `--port=${port}`,
          "--skip-name-resolve",
          "--max-connections=250",
          ...asRoot(user !== undefined),
          ...fastSettings,
        ],
        directory: home,
        user,
        isReady: () => canConnect(adminUrl),
      })
    })
  })
}

// The data lives for one run: it has to survive a crash of the server, and no power cut.
const fastSettings = [
  "--innodb-flush-log-at-trx-commit=2",
  "--innodb-flush-method=nosync",
  "--innodb-doublewrite=0",
  "--innodb-buffer-pool-size=64M",
  "--innodb-log-file-size=32M",
  "--performance-schema=off",
  "--skip-log-bin",
]

// mariadbd refuses to run as root unless told so; with a server account it is not started as root at all.
function asRoot(hasServerUser: boolean): string[] {
  return process.getuid?.() === 0 && !hasServerUser ? ["--user=root"] : []
}

async function canConnect(url: string): Promise<boolean> {
  const connection = await createConnection({ uri: url, connectTimeout: 2_000 })
  await connection.end()
  return true
}
