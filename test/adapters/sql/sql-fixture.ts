import { randomBytes } from "node:crypto"
import type { Effect } from "effect"
import type { StorePorts } from "@sipwright/core"
import { Layer, ManagedRuntime } from "effect"
import { type Adoption, makeAdoption } from "../../../packages/adapters/src/sql/adoption/adoption.ts"
import type { Database } from "../../../packages/adapters/src/sql/database.ts"
import { makeRecovery } from "../../../packages/adapters/src/sql/journal/recovery.ts"
import { wallClock } from "../../../packages/adapters/src/sql/kamailio-time.ts"
import { openDatabase } from "../../../packages/adapters/src/sql/open-database.ts"
import { portsOf } from "../../../packages/adapters/src/sql/ports-of.ts"
import { readKamailioCapabilities } from "../../../packages/adapters/src/sql/schema/kamailio-capabilities.ts"
import { createKamailioTables } from "../../../packages/adapters/src/sql/schema/kamailio-tables.ts"
import { migrate } from "../../../packages/adapters/src/sql/schema/migrate.ts"
import { ownTables } from "../../../packages/adapters/src/sql/schema/tables.ts"
import { makeSecretBox } from "../../../packages/adapters/src/sql/secret-box.ts"
import type { StoreDeps } from "../../../packages/adapters/src/sql/store-deps.ts"
import type { DatabaseKind, TestDatabase } from "../../support/databases.ts"

export const tables = ownTables("sipwright_")

const KAMAILIO = ["subscriber", "domain", "dbaliases", "usr_preferences", "grp", "uri", "location"]

/** One or two databases with all tables, used by many tests one after the other. */
export interface SqlFixture {
  readonly own: TestDatabase
  readonly kamailio: TestDatabase
  readonly databases: { readonly own: Database; readonly kamailio: Database; readonly shared: boolean }
  /** Empties all tables. */
  readonly clear: () => Promise<void>
  /** A store over these databases, with a memory of its own like that of another process. */
  readonly store: (change?: (deps: StoreDeps) => StoreDeps) => Promise<SqlStore>
  readonly close: () => Promise<void>
}

export interface SqlStore {
  readonly deps: StoreDeps
  readonly adoption: Adoption
  readonly recover: () => Promise<number>
  readonly run: <A, E>(effect: Effect.Effect<A, E, StorePorts>) => Promise<A>
  readonly close: () => Promise<void>
}

const key = randomBytes(32)

const layerOf = (deps: StoreDeps, adoption: Adoption): Layer.Layer<StorePorts> =>
  Layer.succeedContext(portsOf(deps, adoption, { source: "sql", clock: wallClock("UTC") }))

const openDatabases = async (ownKind: DatabaseKind, kamailioKind: DatabaseKind | undefined) => {
  const own = await ownKind.create()
  const kamailio = kamailioKind === undefined ? own : await kamailioKind.create()
  const ownDatabase = await openDatabase({ url: own.url })
  const kamailioDatabase = kamailioKind === undefined ? ownDatabase : await openDatabase({ url: kamailio.url })
  await createKamailioTables(kamailioDatabase)
  await migrate(ownDatabase, tables)
  return { own, kamailio, ownDatabase, kamailioDatabase }
}

/** `kamailioKind` absent: one database holds everything. */
export const openFixture = async (ownKind: DatabaseKind, kamailioKind?: DatabaseKind): Promise<SqlFixture> => {
  const { own, kamailio, ownDatabase, kamailioDatabase } = await openDatabases(ownKind, kamailioKind)
  const shared = kamailioKind === undefined
  const databases = { own: ownDatabase, kamailio: kamailioDatabase, shared }
  const ours = Object.values(tables).filter((table) => table !== tables.migrations)
  return {
    own,
    kamailio,
    databases,
    clear: async () => {
      for (const table of KAMAILIO) await kamailio.query(`DELETE FROM ${table}`)
      for (const table of ours) await own.query(`DELETE FROM ${table}`)
    },
    store: async (change = (deps) => deps) => {
      const deps = change({
        databases,
        tables,
        capabilities: await readKamailioCapabilities(kamailioDatabase),
        secrets: makeSecretBox({ key }),
        domains: [],
        groups: false,
        adoption: true,
      })
      const adoption = makeAdoption(deps)
      const runtime = ManagedRuntime.make(layerOf(deps, adoption))
      return {
        deps,
        adoption,
        recover: makeRecovery(deps),
        run: (effect) => runtime.runPromise(effect),
        close: () => runtime.dispose(),
      }
    },
    close: async () => {
      await ownDatabase.close()
      if (!shared) await kamailioDatabase.close()
      await own.close()
      if (!shared) await kamailio.close()
    },
  }
}
