import { afterAll, beforeAll, beforeEach, describe } from "vitest"
import { type DatabaseKind, databases } from "../../support/databases.ts"
import { openFixture, type SqlFixture } from "./sql-fixture.ts"

/** A group of tests on each kind of database, with empty tables before every test. */
export const onEach = (
  name: string,
  body: (fixture: () => SqlFixture, kind: DatabaseKind) => void,
  layout: "one" | "two" = "one",
): void => {
  for (const kind of databases()) {
    describe.skipIf(kind.skip !== undefined)(`${kind.name}: ${name}`, () => {
      let opened: SqlFixture
      beforeAll(async () => {
        opened = await openFixture(kind, layout === "two" ? kind : undefined)
      })
      afterAll(async () => {
        await opened?.close()
      })
      beforeEach(() => opened.clear())
      body(() => opened, kind)
    })
  }
}
