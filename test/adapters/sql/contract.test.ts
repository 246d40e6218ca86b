import { storeContract } from "@sipwright/core/testing"
import { afterAll, describe, it } from "vitest"
import { type DatabaseKind, databases } from "../../support/databases.ts"
import { sqlBackDoor } from "./sql-back-door.ts"
import { openFixture, type SqlFixture } from "./sql-fixture.ts"

const suites = (name: string, ownKind: DatabaseKind, kamailioKind?: DatabaseKind): void => {
  let opened: Promise<SqlFixture> | undefined
  const fixture = () => {
    opened ??= openFixture(ownKind, kamailioKind)
    return opened
  }
  const runner = { describe, it: ownKind.skip === undefined && kamailioKind?.skip === undefined ? it : it.skip }
  storeContract({
    name,
    runner,
    capabilities: { spellingsSideBySide: (kamailioKind ?? ownKind).name !== "mariadb" },
    open: async () => {
      const { clear, store } = await fixture()
      await clear()
      const { run, close } = await store()
      return { run, close, backDoor: sqlBackDoor(await fixture()) }
    },
  })
  afterAll(async () => {
    await (await opened)?.close()
  })
}

const kinds = databases()

for (const kind of kinds) {
  suites(kind.name, kind)
  suites(`${kind.name}, two databases`, kind, kind)
}

// The two may be of different kinds.
const [sqlite, mariadb, postgres] = kinds
if (sqlite !== undefined && mariadb !== undefined) suites("sqlite and mariadb", sqlite, mariadb)
if (postgres !== undefined && mariadb !== undefined) suites("postgres and mariadb", postgres, mariadb)
