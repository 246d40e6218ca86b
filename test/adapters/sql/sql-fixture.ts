import { randomBytes } from "node:crypto"
import type { Effect } from "effect"
import {
  Accounts,
  Aliases,
  ApiKeys,
  AuditTrail,
  Authorizations,
  Domains,
  DomainTokens,
  NumberPool,
  Operators,
  Phones,
  Provisioning,
  Registrations,
  Roles,
  Sessions,
  type StorePorts,
  Throttles,
  TokenKeys,
  UsedAssertions,
  Visits,
} from "@sipwright/core"
import { Layer, ManagedRuntime } from "effect"
import { makeAccounts } from "../../../packages/adapters/src/sql/accounts.ts"
import { type Adoption, makeAdoption } from "../../../packages/adapters/src/sql/adoption/adoption.ts"
import { makeAliases } from "../../../packages/adapters/src/sql/aliases.ts"
import type { Database } from "../../../packages/adapters/src/sql/database.ts"
import { makeRecovery } from "../../../packages/adapters/src/sql/journal/recovery.ts"
import { wallClock } from "../../../packages/adapters/src/sql/kamailio-time.ts"
import { openDatabase } from "../../../packages/adapters/src/sql/open-database.ts"
import { makeProvisioning } from "../../../packages/adapters/src/sql/provisioning.ts"
import { readKamailioCapabilities } from "../../../packages/adapters/src/sql/schema/kamailio-capabilities.ts"
import { createKamailioTables } from "../../../packages/adapters/src/sql/schema/kamailio-tables.ts"
import { migrate } from "../../../packages/adapters/src/sql/schema/migrate.ts"
import { ownTables } from "../../../packages/adapters/src/sql/schema/tables.ts"
import { makeSecretBox } from "../../../packages/adapters/src/sql/secret-box.ts"
import type { StoreDeps } from "../../../packages/adapters/src/sql/store-deps.ts"
import { makeApiKeys } from "../../../packages/adapters/src/sql/stores/api-keys.ts"
import { makeAuditTrail } from "../../../packages/adapters/src/sql/stores/audit-trail.ts"
import { makeDomainTokens } from "../../../packages/adapters/src/sql/stores/domain-tokens.ts"
import { makeDomains } from "../../../packages/adapters/src/sql/stores/domains.ts"
import { makeNumberPool } from "../../../packages/adapters/src/sql/stores/number-pool.ts"
import { makeAuthorizations, makeOperators } from "../../../packages/adapters/src/sql/stores/operators.ts"
import { makePhones } from "../../../packages/adapters/src/sql/stores/phones.ts"
import { makeRegistrations } from "../../../packages/adapters/src/sql/stores/registrations.ts"
import { makeRoles } from "../../../packages/adapters/src/sql/stores/roles.ts"
import { makeSessions } from "../../../packages/adapters/src/sql/stores/sessions.ts"
import { makeThrottles } from "../../../packages/adapters/src/sql/stores/throttles.ts"
import { makeTokenKeys } from "../../../packages/adapters/src/sql/stores/token-keys.ts"
import { makeUsedAssertions } from "../../../packages/adapters/src/sql/stores/used-assertions.ts"
import { makeVisits } from "../../../packages/adapters/src/sql/stores/visits.ts"
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
  Layer.mergeAll(
    Layer.succeed(Accounts, makeAccounts(deps, adoption)),
    Layer.succeed(Aliases, makeAliases(deps, adoption)),
    Layer.succeed(Provisioning, makeProvisioning(deps, adoption)),
    Layer.succeed(Phones, makePhones(deps)),
    Layer.succeed(NumberPool, makeNumberPool(deps)),
    Layer.succeed(Domains, makeDomains(deps)),
    Layer.succeed(Registrations, makeRegistrations(deps, { source: "sql", clock: wallClock("UTC") })),
    Layer.succeed(Sessions, makeSessions(deps)),
    Layer.succeed(Operators, makeOperators(deps)),
    Layer.succeed(Authorizations, makeAuthorizations(deps)),
    Layer.succeed(ApiKeys, makeApiKeys(deps)),
    Layer.succeed(Roles, makeRoles(deps)),
    Layer.succeed(DomainTokens, makeDomainTokens(deps)),
    Layer.succeed(Throttles, makeThrottles(deps)),
    Layer.succeed(UsedAssertions, makeUsedAssertions(deps)),
    Layer.succeed(Visits, makeVisits(deps)),
    Layer.succeed(TokenKeys, makeTokenKeys(deps)),
    Layer.succeed(AuditTrail, makeAuditTrail(deps)),
  )

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
