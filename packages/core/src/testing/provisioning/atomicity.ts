import { NumberPool } from "../../ports/number-pool.ts"
import { equal } from "../assertions.ts"
import { addAlias, addDomain, addLocal, addOperator, address, addRemote, mac, number } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite } from "../store-test.ts"

export const atomicityContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: all or nothing", (test) => {
    const pair = { mac: mac("00085d000001"), address: address("bob@example.org") }

    test("a later change sees the earlier ones", async (store) => {
      await store.commit(
        addDomain("example.org"),
        addLocal("bob@example.org"),
        { _tag: "AttachPhone", ...pair },
        addAlias("info@example.org", "bob@example.org"),
        { _tag: "RemoveAlias", alias: "info@example.org" },
        { _tag: "DetachPhone", ...pair },
        { _tag: "RemoveAccount", address: pair.address },
        addRemote("bob@example.org"),
      )
      equal((await store.account("bob@example.org")).type, "remote")
      equal(await store.backDoor.subscribers(), [])
    })

    test("a change set that contradicts itself makes nothing", async (store) => {
      await store.refuses("address-free", addLocal("bob@example.org"), addLocal("bob@example.org"))
      equal(await store.find("bob@example.org"), undefined)
      equal(await store.backDoor.addresses(), [])
    })

    test("a guard that fails last takes back every kind of change before it", async (store) => {
      await store.commit(addLocal("alice@example.org"), addRemote("carol@example.org"), {
        _tag: "AddNumber",
        number: number("+15550001"),
      })
      const { version } = await store.account("alice@example.org")
      const alice = await store.account("alice@example.org")
      const reserved = await store.backDoor.addresses()
      await store.refuses(
        "number-present",
        addDomain("example.org"),
        addLocal("bob@example.org"),
        { _tag: "AttachPhone", ...pair },
        addAlias("+15550001@example.org", "bob@example.org"),
        { _tag: "ChangeAccount", address: address("alice@example.org"), version, set: { displayName: "changed" } },
        {
          _tag: "ChangeCredentials",
          address: address("alice@example.org"),
          credentials: addLocal("alice@example.org").credentials,
        },
        { _tag: "SetForwarding", address: address("alice@example.org"), target: "+15550009" },
        { _tag: "RemoveAccount", address: address("carol@example.org") },
        { _tag: "AddNumberRange", first: number("+15550002"), last: number("+15550009") },
        addOperator("olga"),
        { _tag: "Authorize", name: "olga", access: 4 },
        { _tag: "TakeNumber", number: number("+4930") },
      )
      equal(await store.account("alice@example.org"), alice)
      equal(await store.find("bob@example.org"), undefined)
      equal((await store.account("carol@example.org")).state, "active")
      equal(await store.backDoor.addresses(), reserved)
      equal(await store.run(NumberPool.use((it) => it.has(number("+15550001")))), true)
      await store.commit(addOperator("olga"), { _tag: "Authorize", name: "other", access: 4 })
    })

    test("a store goes on after a failed change set", async (store) => {
      await store.refuses("number-present", addLocal("bob@example.org"), {
        _tag: "TakeNumber",
        number: number("+4930"),
      })
      await store.commit(addLocal("bob@example.org"))
      equal((await store.account("bob@example.org")).state, "active")
    })
  })
