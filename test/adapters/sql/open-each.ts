import { type Database, openDatabase } from "@sipwright/adapters/sql"
import { afterAll, beforeAll, describe } from "vitest"
import { databases, type TestDatabase } from "../../support/databases.ts"

/** A database of its own for each kind there is, opened by the adapter, and the back door into it. */
export interface Opened {
  readonly database: Database
  readonly backDoor: TestDatabase
}

/** Describes the same tests for every kind of database that can run here. */
export const onEachDatabase = (
  title: string,
  tests: (opened: () => Opened, name: "sqlite" | "mariadb" | "postgres") => void,
): void => {
  for (const kind of databases()) {
    describe.skipIf(kind.skip !== undefined)(`${title}: ${kind.name}`, () => {
      let opened: Opened | undefined
      beforeAll(async () => {
        const backDoor = await kind.create()
        opened = { backDoor, database: await openDatabase({ url: backDoor.url }) }
      })
      afterAll(async () => {
        await opened?.database.close()
        await opened?.backDoor.close()
      })
      tests(() => {
        if (opened === undefined) throw new Error("no database was opened")
        return opened
      }, kind.name)
    })
  }
}
