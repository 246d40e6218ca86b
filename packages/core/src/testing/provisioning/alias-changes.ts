import { NumberPool } from "../../ports/number-pool.ts"
import { equal } from "../assertions.ts"
import { addAlias, addLocal, addRemote, aliasRow, number, subscriberRow } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite } from "../store-test.ts"

export const aliasChangesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: aliases", (test) => {
    const info = addAlias("info@example.org", "alice@example.org")

    test("writes the row and reserves the address", async (store) => {
      await store.commit(addRemote("bob@elsewhere.example"), addAlias("info@example.org", "bob@elsewhere.example"))
      equal(await store.backDoor.dbaliases(), [aliasRow("info@example.org", "bob@elsewhere.example")])
      equal(
        (await store.backDoor.addresses()).filter((row) => row.kind === "alias"),
        [{ address: "info@example.org", kind: "alias" }],
      )
    })

    test("refuses an address that is taken, in any case", async (store) => {
      await store.commit(addLocal("alice@example.org"), info, addLocal("bob@example.org"))
      await store.backDoor.insertSubscriber(subscriberRow("CAROL@example.org"))
      await store.backDoor.insertAlias(aliasRow("SALES@example.org", "alice@example.org"))
      for (const taken of ["info", "bob", "carol", "sales", "alice"]) {
        await store.refuses("address-free", addAlias(`${taken}@example.org`, "alice@example.org"))
      }
    })

    test("refuses a destination that is not there, where it must be local", async (store) => {
      await store.refuses("account-present", info)
      await store.commit({ ...info, localDestination: false })
      equal(await store.backDoor.dbaliases(), [aliasRow("info@example.org", "alice@example.org")])
    })

    test("points to an account that was made outside in capitals", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("ALICE@example.org"))
      await store.account("alice@example.org")
      await store.commit(info)
    })

    test("gives an account one number, over all domains, and counts those made outside", async (store) => {
      await store.commit(addLocal("alice@example.org"), addLocal("bob@example.org"))
      await store.commit(addAlias("+15550001@example.org", "alice@example.org"))
      await store.refuses("one-number", addAlias("+15550002@example.net", "alice@example.org"))
      await store.commit(addAlias("sales@example.org", "alice@example.org"))
      await store.backDoor.insertAlias(aliasRow("+15550003@example.org", "BOB@example.org"))
      await store.refuses("one-number", addAlias("+15550004@example.org", "bob@example.org"))
      await store.commit(
        { _tag: "RemoveAlias", alias: "+15550001@example.org" },
        addAlias("+15550002@example.net", "alice@example.org"),
      )
    })

    test("takes its number out of the pool", async (store) => {
      const free = number("+15550001")
      await store.commit(addLocal("alice@example.org"), { _tag: "AddNumber", number: free })
      await store.commit(addAlias("+15550001@example.org", "alice@example.org"))
      equal(await store.run(NumberPool.use((it) => it.has(free))), false)
      await store.commit({ _tag: "RemoveAlias", alias: "+15550001@example.org" })
      equal(await store.run(NumberPool.use((it) => it.has(free))), false, "it does not go back by itself")
    })

    test("removes every row of the exact spelling, and no other", async (store) => {
      await store.backDoor.insertAlias(aliasRow("info@example.org", "alice@example.org"))
      await store.backDoor.insertAlias(aliasRow("info@example.org", "bob@example.org"))
      await store.backDoor.insertAlias(aliasRow("INFO@example.org", "carol@example.org"))
      await store.commit({ _tag: "RemoveAlias", alias: "info@example.org" })
      equal(await store.backDoor.dbaliases(), [aliasRow("INFO@example.org", "carol@example.org")])
      await store.refuses("alias-present", { _tag: "RemoveAlias", alias: "info@example.org" })
    })

    test("makes an alias again that was removed here or outside", async (store) => {
      await store.commit(addLocal("alice@example.org"), info)
      await store.commit({ _tag: "RemoveAlias", alias: "info@example.org" })
      await store.commit(info)
      await store.backDoor.deleteAlias({ alias_username: "info", alias_domain: "example.org" })
      await store.commit(info)
      equal(await store.backDoor.dbaliases(), [aliasRow("info@example.org", "alice@example.org")])
    })
  })
