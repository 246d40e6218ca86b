import { createMariaDbDatabase } from "../support/mariadb-database.ts"
import { type DatabaseServer, startMariaDb } from "../support/mariadb.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { createPostgresDatabase } from "../support/postgres-database.ts"
import { startPostgres } from "../support/postgres.ts"
import { createSqliteDatabase } from "../support/sqlite-database.ts"
import type { DatabaseName, TestDatabase } from "../support/test-database.ts"
import { runCommand } from "./command.ts"

/** Starts database servers when they are first asked for, and makes databases on them. */
export interface Rig extends AsyncDisposable {
  /** A new database with Kamailio's schema as its packages ship it, and ours. */
  readonly database: (name: DatabaseName) => Promise<TestDatabase>
}

export const startRig = (): Rig => {
  const servers = new Map<DatabaseName, Promise<DatabaseServer>>()
  const adminUrl = async (name: DatabaseName, start: () => Promise<DatabaseServer>): Promise<string> => {
    const server = servers.get(name) ?? start()
    servers.set(name, server)
    return (await server).adminUrl
  }
  const create = async (name: DatabaseName): Promise<TestDatabase> => {
    switch (name) {
      case "sqlite":
        return createSqliteDatabase()
      case "mariadb":
        return createMariaDbDatabase(await adminUrl(name, startMariaDb))
      case "postgres":
        return createPostgresDatabase(await adminUrl(name, startPostgres))
    }
  }
  return {
    database: async (name) => {
      const database = await create(name)
      await loadKamailioSchema(database)
      await runCommand(database.url, ["migrate"])
      return database
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...servers.values()].map(async (server) => (await server).stop()))
    },
  }
}
