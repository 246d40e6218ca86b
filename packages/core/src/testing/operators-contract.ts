import { Authorizations, Operators } from "../ports/operators.ts"
import { equal } from "./assertions.ts"
import { addOperator } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite } from "./store-test.ts"

/** {@link Operators}: the rows of our own directory. */
export const operatorsContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Operators", (test) => {
    test("finds and lists operators by name", async (store) => {
      equal(await store.run(Operators.use((it) => it.find("alice"))), undefined)
      equal(await store.run(Operators.use((it) => it.list())), [])
      await store.commit(addOperator("bob"), addOperator("alice"))
      equal(await store.run(Operators.use((it) => it.find("alice"))), addOperator("alice").operator)
      equal(
        (await store.run(Operators.use((it) => it.list()))).map((row) => row.name),
        ["alice", "bob"],
      )
    })

    test("takes names letter for letter", async (store) => {
      await store.commit(addOperator("alice"), addOperator("Alice"))
      equal((await store.run(Operators.use((it) => it.find("Alice"))))?.name, "Alice")
      equal(await store.run(Operators.use((it) => it.find("ALICE"))), undefined)
      equal(await store.run(Operators.use((it) => it.find("alice "))), undefined)
      equal(await store.run(Operators.use((it) => it.find("%"))), undefined)
    })
  })

/** {@link Authorizations}: levels for operators of every directory. */
export const authorizationsContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Authorizations", (test) => {
    test("finds and lists levels by name, also of names that our own directory does not know", async (store) => {
      equal(await store.run(Authorizations.use((it) => it.find("root"))), undefined)
      await store.commit({ _tag: "Authorize", name: "root", access: 4 }, { _tag: "Authorize", name: "bob", access: 0 })
      equal(await store.run(Authorizations.use((it) => it.find("root"))), { name: "root", access: 4 })
      equal(await store.run(Authorizations.use((it) => it.list())), [
        { name: "bob", access: 0 },
        { name: "root", access: 4 },
      ])
    })
  })
