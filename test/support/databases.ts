import { inject } from "vitest"
import type { Provided } from "./global-setup.ts"
import { createMariaDbDatabase } from "./mariadb-database.ts"
import { createPostgresDatabase } from "./postgres-database.ts"
import { createSqliteDatabase } from "./sqlite-database.ts"
import type { DatabaseKind, DatabaseName, TestDatabase } from "./test-database.ts"

export type { DatabaseKind, TestDatabase } from "./test-database.ts"

/** Every kind of database the library supports; the ones that cannot run here carry the reason in `skip`. */
export function databases(): readonly DatabaseKind[] {
  return [
    { name: "sqlite", create: createSqliteDatabase },
    onServer("mariadb", inject("mysql"), createMariaDbDatabase),
    onServer("postgres", inject("postgres"), createPostgresDatabase),
  ]
}

function onServer(
  name: DatabaseName,
  server: Provided<{ readonly adminUrl: string }>,
  create: (adminUrl: string) => Promise<TestDatabase>,
): DatabaseKind {
  if (!("skip" in server)) return { name, create: () => create(server.adminUrl) }
  return { name, skip: server.skip, create: () => Promise.reject(new Error(server.skip)) }
}
