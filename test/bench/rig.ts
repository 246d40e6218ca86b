import { createMariaDbDatabase } from "../support/mariadb-database.ts"
import { startMariaDb } from "../support/mariadb.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { createPostgresDatabase } from "../support/postgres-database.ts"
import { startPostgres } from "../support/postgres.ts"
import { createSqliteDatabase } from "../support/sqlite-database.ts"
import type { DatabaseName, TestDatabase } from "../support/test-database.ts"
import { OWN_TABLES } from "./bare/store.ts"
import { runCommand } from "./command.ts"
import { scaled } from "./scaled.ts"
import { populate } from "./population.ts"

const ACCOUNTS = { small: 1000, usual: 10_000, large: 1_000_000 } as const

type Size = keyof typeof ACCOUNTS

interface Populated {
  readonly database: TestDatabase
  readonly accounts: number
}

/** Databases for jobs. They are made when they are first asked for, kept for the jobs that follow, and removed at the end. */
export interface Rig extends AsyncDisposable {
  /** With Kamailio's schema as its packages ship it, our tables, and accounts 0 … count - 1 made by the product. */
  readonly populated: (name: DatabaseName, size: Size, context: { readonly scale: number }) => Promise<Populated>
  /** The same for one job, which may empty it. */
  readonly fresh: (name: DatabaseName) => Promise<TestDatabase>
  /** Without accounts, and with the tables of those who do it by hand. */
  readonly bare: (name: DatabaseName) => Promise<TestDatabase>
}

type AdminUrls = Partial<Readonly<Record<DatabaseName, string>>>

/** On servers that run already, or on private ones that are started when they are needed. */
export const startRig = (given: AdminUrls = {}): Rig => {
  const opened = new AsyncDisposableStack()
  const kept = new Map<string, Promise<unknown>>()
  const once = <A>(key: string, make: () => Promise<A>): Promise<A> => {
    const known = kept.get(key) as Promise<A> | undefined
    const made = known ?? make()
    kept.set(key, made)
    return made
  }
  const adminUrl = (name: DatabaseName, start: typeof startMariaDb): Promise<string> =>
    once(name, async () => {
      const url = given[name]
      if (url !== undefined) return url
      const server = await start()
      opened.defer(() => server.stop())
      return server.adminUrl
    })
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
  const migrated = async (name: DatabaseName): Promise<TestDatabase> => {
    const database = await create(name)
    opened.defer(() => database.close())
    await loadKamailioSchema(database)
    await runCommand(database.url, ["migrate"])
    return database
  }
  return {
    populated: (name, size, context) =>
      once(`${name} ${size}`, async () => {
        const database = await migrated(name)
        const accounts = scaled(context, ACCOUNTS[size])
        await populate(database, accounts)
        return { database, accounts }
      }),
    fresh: async (name) => {
      const database = await migrated(name)
      await populate(database, 0)
      return database
    },
    bare: (name) =>
      once(`${name} bare`, async () => {
        const database = await migrated(name)
        for (const statement of OWN_TABLES) await database.query(statement)
        return database
      }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
