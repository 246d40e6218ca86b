import { Accounts } from "../../ports/accounts.ts"
import { equal, ok, sameMembers } from "../assertions.ts"
import {
  addAlias,
  addLocal,
  address,
  addRemote,
  aliasRow,
  credentials,
  PASSWORD,
  settings,
  subscriberRow,
} from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite, type StoreTest } from "../store-test.ts"
import { localAccount } from "./local-account.ts"

const ALICE = address("alice@example.org")

const knownOf = async (store: StoreTest, spellings: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => [
  ...(await store.run(Accounts.use((accounts) => accounts.known(spellings.map(address))))),
]

export const addAccountContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: making accounts", (test) => {
    test("writes Kamailio's row exactly as given", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org")])
      ok(
        (await store.backDoor.subscribers()).every((row) => row.password !== ""),
        "no empty password beside a hash",
      )
    })

    test("reserves the address", async (store) => {
      await store.commit(addLocal("alice@example.org"), addRemote("bob@elsewhere.example"))
      sameMembers(await store.backDoor.addresses(), [
        { address: "alice@example.org", kind: "account" },
        { address: "bob@elsewhere.example", kind: "account" },
      ])
    })

    test("keeps no row of a remote account in Kamailio's table", async (store) => {
      await store.commit(addRemote("alice@elsewhere.example"))
      equal(await store.backDoor.subscribers(), [])
    })

    test("keeps no secret in clear in our tables", async (store) => {
      await store.commit(addLocal("alice@example.org"), addRemote("bob@elsewhere.example", "the password of bob"))
      await store.commit({
        _tag: "ChangeCredentials",
        address: ALICE,
        credentials: credentials("alice@example.org", "a second password"),
      })
      const text = await store.backDoor.storedText()
      const { ha1, ha1b } = subscriberRow("alice@example.org", "a second password")
      for (const clear of [PASSWORD, "the password of bob", "a second password", ha1, ha1b]) {
        ok(!text.includes(clear), "a secret stands in clear in a table of ours")
      }
    })

    test("refuses an address that is an account", async (store) => {
      await store.commit(addLocal("alice@example.org"), addRemote("bob@elsewhere.example"))
      await store.refuses("address-free", addLocal("alice@example.org", { credentials: credentials("alice@x", "new") }))
      await store.refuses("address-free", addRemote("alice@example.org"))
      await store.refuses("address-free", addLocal("bob@elsewhere.example"))
      await store.refuses("address-free", addRemote("bob@elsewhere.example"))
    })

    test("refuses an address that is a row made outside, in any case, seen before or not", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("alice@example.org"))
      await store.backDoor.insertSubscriber(subscriberRow("BOB@Example.org"))
      await store.refuses("address-free", addLocal("alice@example.org"))
      await store.refuses("address-free", addLocal("bob@example.org"))
      await store.refuses("address-free", addRemote("bob@example.org"))
    })

    test("refuses an address that is an alias, ours or made outside, in any case", async (store) => {
      await store.commit(addLocal("alice@example.org"), addAlias("info@example.org", "alice@example.org"))
      await store.backDoor.insertAlias(aliasRow("SALES@Example.org", "alice@example.org"))
      await store.refuses("address-free", addLocal("info@example.org"))
      await store.refuses("address-free", addLocal("sales@example.org"))
      await store.refuses("address-free", addRemote("sales@example.org"))
    })

    test("takes an address again whose alias was deleted outside", async (store) => {
      await store.commit(addLocal("alice@example.org"), addAlias("info@example.org", "alice@example.org"))
      await store.backDoor.deleteAlias({ alias_username: "info", alias_domain: "example.org" })
      await store.commit(addLocal("info@example.org"))
      equal((await store.account("info@example.org")).state, "active")
    })

    test("takes the place of an account that is gone", async (store) => {
      await store.commit(addLocal("alice@example.org", { settings: { ...settings, displayName: "Old" } }))
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      await store.commit(addLocal("alice@example.org", { credentials: credentials("alice@example.org", "new") }))
      const account = await localAccount(store, "alice@example.org")
      equal(
        { state: account.state, displayName: account.displayName, password: account.credentials.password },
        { state: "active", displayName: "", password: "new" },
      )
      equal(await store.backDoor.subscribers(), [{ ...subscriberRow("alice@example.org", "new") }])
    })

    test("makes many at once, each as if it were alone", async (store) => {
      const spellings = Array.from({ length: 23 }, (_, index) => `user${index}@example.${index % 2 ? "org" : "net"}`)
      await store.commit(
        ...spellings.map((spelling, index) =>
          addLocal(spelling, { activated: index !== 7, email: `${index}@example.com` }),
        ),
      )
      sameMembers(
        await store.backDoor.subscribers(),
        spellings.filter((_, index) => index !== 7).map((spelling) => subscriberRow(spelling)),
      )
      const account = await localAccount(store, "user7@example.org")
      equal({ state: account.state, email: account.email }, { state: "deactivated", email: "7@example.com" })
      for (const spelling of spellings) {
        equal((await store.account(spelling)).credentials.password, credentials(spelling).password)
      }
      sameMembers(await knownOf(store, [...spellings, "nobody@example.org"]), spellings)
    })

    test("makes none of many where one cannot be", async (store) => {
      await store.commit(addLocal("alice@example.org"), addAlias("info@example.org", "alice@example.org"))
      await store.backDoor.insertSubscriber(subscriberRow("BOB@example.org"))
      await store.backDoor.insertAlias(aliasRow("Sales@example.org", "alice@example.org"))
      const before = await store.backDoor.subscribers()
      for (const taken of ["alice", "bob", "info", "sales", "user1"]) {
        const spellings = ["user1", "user2", taken, "user3"].map((user) => `${user}@example.org`)
        await store.refuses("address-free", ...spellings.map((spelling) => addLocal(spelling)))
        sameMembers(await store.backDoor.subscribers(), before)
        equal(await knownOf(store, spellings.slice(0, 2)), [])
      }
    })

    test("makes many among which one takes the place of an account that is gone", async (store) => {
      await store.commit(addLocal("alice@example.org", { settings: { ...settings, displayName: "Old" } }))
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      await store.commit(addLocal("bob@example.org"), addLocal("alice@example.org"), addLocal("carol@example.org"))
      equal((await localAccount(store, "alice@example.org")).displayName, "")
      equal((await store.backDoor.subscribers()).length, 3, "rows of subscriber")
    })

    test("does not call an account that is gone known", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      await store.backDoor.insertSubscriber(subscriberRow("bob@example.org"))
      equal((await store.account("bob@example.org")).state, "active")
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      equal((await store.account("alice@example.org")).state, "gone")
      equal(await knownOf(store, ["alice@example.org", "bob@example.org"]), ["bob@example.org"])
    })

    test("keeps nothing of a change set that is only tried", async (store) => {
      const trial = { _tag: "EndTrial" } as const
      await store.refuses("no-trial", addLocal("alice@example.org"), addLocal("bob@example.org"), trial)
      equal(await store.backDoor.subscribers(), [])
      equal(await store.backDoor.addresses(), [])
      await store.commit(addLocal("alice@example.org"))
      await store.refuses("address-free", addLocal("bob@example.org"), addLocal("alice@example.org"), trial)
    })

    test("keeps user parts unique over all domains where asked to", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      await store.refuses("user-free", addLocal("alice@example.net", { uniqueUser: true }))
      await store.commit(
        addLocal("alice@example.com", { uniqueUser: false }),
        addLocal("bob@example.net", { uniqueUser: true }),
      )
    })

    test("sees a row made outside when user parts are unique", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("Alice@example.org"))
      await store.refuses("user-free", addLocal("alice@example.net", { uniqueUser: true }))
    })
  })
