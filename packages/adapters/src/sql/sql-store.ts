import type { StorePorts, StoreUnavailable } from "@sipwright/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { makeAdoption } from "./adoption/adoption.ts"
import { query, storeUnavailable } from "./effects.ts"
import { makeRecovery } from "./journal/recovery.ts"
import { type OpenSqlStore, openSqlStore, type SqlStoreOptions } from "./open-store.ts"
import { portsOf } from "./ports-of.ts"
import { SqlStoreError } from "./sql-store-error.ts"

/** How often a process looks for change sets that another left in the middle; a third of their lease. */
const RECOVERY_EVERY = "10 seconds"
const SWEEP_EVERY = "10 minutes"

// A database that is away now is there again some time; whoever calls meanwhile is told by the call itself.
const every = (pause: "10 seconds" | "10 minutes", work: () => Promise<unknown>) =>
  Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(pause), Effect.ignore(query(work)))))

const start = (store: OpenSqlStore, onPools: SqlStoreOptions["onPools"]) =>
  Effect.gen(function* () {
    const { own, kamailio, shared } = store.deps.databases
    onPools?.({ own: own.pool, ...(shared ? {} : { kamailio: kamailio.pool }) })
    const adoption = makeAdoption(store.deps)
    const recover = makeRecovery(store.deps)
    yield* query(recover)
    yield* query(() => adoption.adoptAll())
    yield* every(RECOVERY_EVERY, recover)
    yield* every(SWEEP_EVERY, adoption.sweep)
    return portsOf(store.deps, adoption, { source: store.registrations, clock: store.kamailioClock })
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
      (store) => start(store, options.onPools),
    ),
  )
