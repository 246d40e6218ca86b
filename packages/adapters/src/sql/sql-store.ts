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
  type StoreUnavailable,
} from "@sipwright/core"
import { Context, Effect, Layer } from "effect"
import { makeAccounts } from "./accounts.ts"
import { type Adoption, makeAdoption } from "./adoption/adoption.ts"
import { makeAliases } from "./aliases.ts"
import { query, storeUnavailable } from "./effects.ts"
import { makeRecovery } from "./journal/recovery.ts"
import { type OpenSqlStore, openSqlStore, type SqlStoreOptions } from "./open-store.ts"
import { makeProvisioning } from "./provisioning.ts"
import { SqlStoreError } from "./sql-store-error.ts"
import { makeApiKeys } from "./stores/api-keys.ts"
import { makeAuditTrail } from "./stores/audit-trail.ts"
import { makeDomainTokens } from "./stores/domain-tokens.ts"
import { makeDomains } from "./stores/domains.ts"
import { makeNumberPool } from "./stores/number-pool.ts"
import { makeAuthorizations, makeOperators } from "./stores/operators.ts"
import { makePhones } from "./stores/phones.ts"
import { makeRegistrations } from "./stores/registrations.ts"
import { makeRoles } from "./stores/roles.ts"
import { makeSessions } from "./stores/sessions.ts"
import { makeThrottles } from "./stores/throttles.ts"
import { makeTokenKeys } from "./stores/token-keys.ts"
import { makeUsedAssertions } from "./stores/used-assertions.ts"
import { makeVisits } from "./stores/visits.ts"

/** How often a process looks for change sets that another left in the middle; a third of their lease. */
const RECOVERY_EVERY = "10 seconds"
const SWEEP_EVERY = "10 minutes"

const portsOf = ({ deps, kamailioClock, registrations }: OpenSqlStore, adoption: Adoption) =>
  Context.make(Accounts, makeAccounts(deps, adoption)).pipe(
    Context.add(Aliases, makeAliases(deps, adoption)),
    Context.add(Provisioning, makeProvisioning(deps, adoption)),
    Context.add(Phones, makePhones(deps)),
    Context.add(NumberPool, makeNumberPool(deps)),
    Context.add(Domains, makeDomains(deps)),
    Context.add(Registrations, makeRegistrations(deps, { source: registrations, clock: kamailioClock })),
    Context.add(Sessions, makeSessions(deps)),
    Context.add(Operators, makeOperators(deps)),
    Context.add(Authorizations, makeAuthorizations(deps)),
    Context.add(ApiKeys, makeApiKeys(deps)),
    Context.add(Roles, makeRoles(deps)),
    Context.add(DomainTokens, makeDomainTokens(deps)),
    Context.add(Throttles, makeThrottles(deps)),
    Context.add(UsedAssertions, makeUsedAssertions(deps)),
    Context.add(Visits, makeVisits(deps)),
    Context.add(TokenKeys, makeTokenKeys(deps)),
    Context.add(AuditTrail, makeAuditTrail(deps)),
  )

// A database that is away now is there again some time; whoever calls meanwhile is told by the call itself.
const every = (pause: "10 seconds" | "10 minutes", work: () => Promise<unknown>) =>
  Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(pause), Effect.ignore(query(work)))))

const start = (store: OpenSqlStore) =>
  Effect.gen(function* () {
    const adoption = makeAdoption(store.deps)
    const recover = makeRecovery(store.deps)
    yield* query(recover)
    yield* query(() => adoption.adoptAll())
    yield* every(RECOVERY_EVERY, recover)
    yield* every(SWEEP_EVERY, adoption.sweep)
    return portsOf(store, adoption)
  })

const open = (options: SqlStoreOptions) =>
  Effect.tryPromise({
    try: () => openSqlStore(options),
    catch: (error): SqlStoreError | StoreUnavailable =>
      error instanceof SqlStoreError ? error : storeUnavailable(error),
  })

/**
 * All ports of a store over Kamailio's SQL schema and our own tables, on SQLite, MariaDB, MySQL or PostgreSQL. What was
 * opened for it is closed with the layer's scope; a knex that was given stays open.
 */
export const sqlStore = (options: SqlStoreOptions): Layer.Layer<StorePorts, SqlStoreError | StoreUnavailable> =>
  Layer.effectContext(
    Effect.flatMap(
      Effect.acquireRelease(open(options), (store) => Effect.promise(() => store.close())),
      start,
    ),
  )
