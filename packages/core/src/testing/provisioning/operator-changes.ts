import { Authorizations, Operators } from "../../ports/operators.ts"
import { equal } from "../assertions.ts"
import { addOperator } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite, type StoreTest } from "../store-test.ts"

const levels = async (store: StoreTest) =>
  Object.fromEntries((await store.run(Authorizations.use((it) => it.list()))).map((row) => [row.name, row.access]))

export const operatorChangesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: operators", (test) => {
    test("adds, changes and removes an operator", async (store) => {
      const alice = addOperator("alice")
      await store.commit(alice)
      await store.refuses("operator-free", { ...alice, operator: { ...alice.operator, fullName: "Another" } })
      await store.commit({ _tag: "ChangeOperator", name: "alice", set: { fullName: "A", passwordHash: "$new$" } })
      const changed = { ...alice.operator, fullName: "A", passwordHash: "$new$" }
      equal(await store.run(Operators.use((it) => it.find("alice"))), changed)
      await store.commit({ _tag: "RemoveOperator", name: "alice" })
      equal(await store.run(Operators.use((it) => it.list())), [])
      await store.refuses("operator-present", { _tag: "RemoveOperator", name: "alice" })
      await store.refuses("operator-present", { _tag: "ChangeOperator", name: "alice", set: { email: "" } })
    })

    test("gives a level in place of the one before", async (store) => {
      await store.commit({ _tag: "Authorize", name: "root", access: 4 }, { _tag: "Authorize", name: "bob", access: 1 })
      await store.commit({ _tag: "Authorize", name: "bob", access: 3 }, { _tag: "Authorize", name: "root", access: 4 })
      equal(await levels(store), { root: 4, bob: 3 })
      await store.commit({ _tag: "Deauthorize", name: "bob" })
      equal(await levels(store), { root: 4 })
      await store.refuses("authorization-present", { _tag: "Deauthorize", name: "bob" })
    })

    test("keeps the last super", async (store) => {
      await store.commit({ _tag: "Authorize", name: "root", access: 4 }, { _tag: "Authorize", name: "bob", access: 1 })
      await store.refuses("super-left", { _tag: "Authorize", name: "root", access: 3 })
      await store.refuses("super-left", { _tag: "Deauthorize", name: "root" })
      await store.commit({ _tag: "Authorize", name: "bob", access: 4 }, { _tag: "Authorize", name: "root", access: 3 })
      await store.refuses("super-left", { _tag: "Deauthorize", name: "bob" })
      equal(await levels(store), { root: 3, bob: 4 })
    })
  })
