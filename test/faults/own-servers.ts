import { inject } from "vitest"
import type { TestDatabase } from "../support/databases.ts"
import { createMariaDbDatabase } from "../support/mariadb-database.ts"
import { startOwnMariaDb } from "../support/mariadb.ts"
import { createPostgresDatabase } from "../support/postgres-database.ts"
import { startOwnPostgres } from "../support/postgres.ts"
import type { OwnDatabaseServer } from "../support/restartable.ts"

/** A kind of database server that a suite may have for itself. */
export interface OwnServerKind {
  readonly name: "mariadb" | "postgres"
  /** Why there is none here. */
  readonly skip: string | undefined
  readonly start: () => Promise<OwnDatabaseServer>
  readonly create: (adminUrl: string) => Promise<TestDatabase>
}

/** MariaDB and PostgreSQL. */
export const ownServers = (): ReadonlyArray<OwnServerKind> => {
  // Its packages have the schema of its tables.
  const kamailio = inject("kamailio")
  const skipOf = (server: object) => [server, kamailio].flatMap((it) => ("skip" in it ? [String(it.skip)] : []))[0]
  return [
    { name: "mariadb", skip: skipOf(inject("mysql")), start: startOwnMariaDb, create: createMariaDbDatabase },
    { name: "postgres", skip: skipOf(inject("postgres")), start: startOwnPostgres, create: createPostgresDatabase },
  ]
}
