import { equal } from "../assertions.ts"
import { addAlias, addLocal, address, addRemote, aliasRow, mac, subscriberRow } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite } from "../store-test.ts"

const ALICE = address("alice@example.org")

export const removeAccountContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: removing accounts", (test) => {
    const remove = { _tag: "RemoveAccount", address: ALICE } as const

    test("removes an account everywhere", async (store) => {
      await store.commit(addLocal("alice@example.org"), addLocal("bob@example.org"), {
        _tag: "SetForwarding",
        address: ALICE,
        target: "+15551234567",
      })
      await store.commit(remove)
      equal(await store.find("alice@example.org"), undefined)
      equal(await store.backDoor.subscribers(), [subscriberRow("bob@example.org")])
      equal(await store.backDoor.preferences(), [])
      equal(await store.backDoor.addresses(), [{ address: "bob@example.org", kind: "account" }])
      await store.refuses("account-present", remove)
    })

    test("removes a remote account", async (store) => {
      await store.commit(addRemote("bob@elsewhere.example"))
      await store.commit({ _tag: "RemoveAccount", address: address("bob@elsewhere.example") })
      equal(await store.find("bob@elsewhere.example"), undefined)
      equal(await store.backDoor.addresses(), [])
    })

    test("removes an account that was made outside, whatever its spelling", async (store) => {
      for (const spelling of ["ALICE@example.org", "o d d%@example.org"]) {
        await store.backDoor.insertSubscriber(subscriberRow(spelling))
        const { address } = await store.account(spelling)
        await store.commit({ _tag: "RemoveAccount", address })
        equal(await store.find(spelling), undefined)
      }
      equal(await store.backDoor.subscribers(), [])
    })

    if (harness.capabilities?.spellingsSideBySide !== false) {
      test("removes only the one of two rows that differ in case", async (store) => {
        await store.backDoor.insertSubscriber(subscriberRow("ALICE@example.org"))
        await store.backDoor.insertSubscriber(subscriberRow("alice@example.org"))
        const { address } = await store.account("ALICE@example.org")
        await store.commit({ _tag: "RemoveAccount", address })
        equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org")])
        equal((await store.account("alice@example.org")).state, "active")
      })
    }

    test("makes the address free again", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      await store.commit(remove)
      await store.commit(addRemote("alice@example.org"))
      equal((await store.account("alice@example.org")).type, "remote")
    })

    test("refuses while phones carry it", async (store) => {
      const pair = { mac: mac("00085d000001"), address: ALICE }
      await store.commit(addLocal("alice@example.org"), { _tag: "AttachPhone", ...pair })
      await store.refuses("no-phones", remove)
      await store.commit({ _tag: "DetachPhone", ...pair }, remove)
    })

    test("refuses while aliases point to it, ours or made outside", async (store) => {
      await store.commit(addLocal("alice@example.org"), addAlias("info@example.org", "alice@example.org"))
      await store.refuses("no-aliases", remove)
      await store.backDoor.insertAlias(aliasRow("sales@example.org", "Alice@example.org"))
      await store.commit({ _tag: "RemoveAlias", alias: "info@example.org" })
      await store.refuses("no-aliases", remove)
      await store.backDoor.deleteAlias({ alias_username: "sales", alias_domain: "example.org" })
      await store.commit(remove)
    })
  })
