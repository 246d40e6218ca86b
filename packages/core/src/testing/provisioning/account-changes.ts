import type { LocalAccount } from "../../model/account.ts"
import { equal, ok, sameMembers } from "../assertions.ts"
import {
  addAlias,
  addLocal,
  address,
  addRemote,
  aliasRow,
  credentials,
  mac,
  PASSWORD,
  permissions,
  secret,
  settings,
  subscriberRow,
} from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite, type StoreTest } from "../store-test.ts"

const ALICE = address("alice@example.org")

const localAccount = async (store: StoreTest, spelling: string): Promise<LocalAccount> => {
  const account = await store.account(spelling)
  ok(account.type === "local", `${spelling} is local`)
  return account
}

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

export const changeAccountContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: changing accounts", (test) => {
    test("sets what is given and leaves the rest", async (store) => {
      const before = { ...settings, displayName: "Alice", proxy: "proxy.example.org" }
      await store.commit(addLocal("alice@example.org", { settings: before, email: "a@example.org" }))
      const { version } = await store.account("alice@example.org")
      const set = { displayName: "Alice B.", proxy: undefined, permissions: permissions(255) }
      await store.commit({ _tag: "ChangeAccount", address: ALICE, version, set })
      const after = await localAccount(store, "alice@example.org")
      equal(
        { displayName: after.displayName, proxy: after.proxy, permissions: after.permissions, email: after.email },
        { displayName: "Alice B.", proxy: undefined, permissions: 255, email: "a@example.org" },
      )
      ok(after.version > version, "the version counts up")
      equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org")])
    })

    test("changes every field of a local and of a remote account", async (store) => {
      const set = {
        displayName: "“Zoë” \\ 'x' %_ 😀",
        authId: "auth",
        registrar: "registrar.example.org",
        registrarPort: 5070,
        proxy: "proxy.example.org",
        proxyPort: 65_535,
        dialPlan: "(xx.|+x.)",
        lineText: "line",
      } as typeof settings
      await store.commit(addLocal("alice@example.org"), addRemote("bob@elsewhere.example"))
      for (const spelling of ["alice@example.org", "bob@elsewhere.example"]) {
        const { version } = await store.account(spelling)
        await store.commit({ _tag: "ChangeAccount", address: address(spelling), version, set })
        const account = await store.account(spelling)
        for (const field of Object.keys(set) as Array<keyof typeof set>) equal(account[field], set[field], field)
      }
    })

    test("changes an account that was made outside without touching its row", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("ALICE@example.org"))
      const { version, address } = await store.account("alice@example.org")
      await store.commit({ _tag: "ChangeAccount", address, version, set: { displayName: "A", email: "a@example.org" } })
      const { displayName, email } = await localAccount(store, "alice@example.org")
      equal({ displayName, email }, { displayName: "A", email: "a@example.org" })
      equal(await store.backDoor.subscribers(), [subscriberRow("ALICE@example.org")])
    })

    test("refuses another version and an account that is not there", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      const { version } = await store.account("alice@example.org")
      const set = { displayName: "x" }
      await store.refuses("version", { _tag: "ChangeAccount", address: ALICE, version: version + 1, set })
      await store.commit({ _tag: "ChangeAccount", address: ALICE, version, set })
      await store.refuses("version", { _tag: "ChangeAccount", address: ALICE, version, set })
      const nobody = address("nobody@example.org")
      await store.refuses("account-present", { _tag: "ChangeAccount", address: nobody, version, set })
    })

    test("writes new credentials to Kamailio's row and ours together", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      const fresh = credentials("alice@example.org", "a second password")
      await store.commit({ _tag: "ChangeCredentials", address: ALICE, credentials: fresh })
      equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org", "a second password")])
      const { password, ha1 } = (await localAccount(store, "alice@example.org")).credentials
      equal({ password, ha1 }, { password: "a second password", ha1: fresh.ha1 })
    })

    test("writes new credentials to a row made outside, whatever its spelling", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("ALICE@example.org"))
      const { address } = await store.account("alice@example.org")
      const fresh = credentials("ALICE@example.org", "a second password")
      await store.commit({ _tag: "ChangeCredentials", address, credentials: fresh })
      const { ha1, ha1b } = subscriberRow("ALICE@example.org", "a second password")
      const rows = await store.backDoor.subscribers()
      equal(
        rows.map((row) => ({ username: row.username, ha1: row.ha1, ha1b: row.ha1b })),
        [{ username: "ALICE", ha1, ha1b }],
      )
      equal((await localAccount(store, "alice@example.org")).credentials.password, "a second password")
    })

    test("knows the clear text again after a change from outside was overwritten", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      await store.backDoor.updateSubscriber(subscriberRow("alice@example.org", "changed by kamctl"))
      const fresh = credentials("alice@example.org", "a second password")
      await store.commit({ _tag: "ChangeCredentials", address: ALICE, credentials: fresh })
      equal((await localAccount(store, "alice@example.org")).credentials.password, "a second password")
    })

    test("gives no credentials to nobody, to a remote account or to one that is gone", async (store) => {
      const fresh = credentials("alice@example.org", "a second password")
      const change = { _tag: "ChangeCredentials", address: ALICE, credentials: fresh } as const
      await store.refuses("account-present", change)
      await store.commit(addRemote("bob@elsewhere.example"), addLocal("alice@example.org"))
      await store.refuses("account-present", { ...change, address: address("bob@elsewhere.example") })
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      await store.refuses("account-present", change)
    })

    test("changes the password of a remote account", async (store) => {
      await store.commit(addRemote("bob@elsewhere.example"), addLocal("alice@example.org"))
      const bob = address("bob@elsewhere.example")
      await store.commit({ _tag: "ChangeRemotePassword", address: bob, password: secret("a second password") })
      equal((await store.account("bob@elsewhere.example")).credentials.password, "a second password")
      for (const wrong of [ALICE, address("nobody@example.org")]) {
        const change = { _tag: "ChangeRemotePassword", address: wrong, password: secret("x") } as const
        await store.refuses("account-present", change)
      }
    })

    test("sets, replaces and ends forwarding", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      const forward = (target: string | undefined) => store.commit({ _tag: "SetForwarding", address: ALICE, target })
      const row = { username: "alice", domain: "example.org", attribute: "cfu" }
      await forward("sip:bob@example.org")
      equal(await store.backDoor.preferences(), [{ ...row, value: "sip:bob@example.org" }])
      await forward("+15551234567")
      equal(await store.backDoor.preferences(), [{ ...row, value: "+15551234567" }])
      await forward(undefined)
      equal(await store.backDoor.preferences(), [])
      await forward(undefined)
      await store.commit(addRemote("bob@elsewhere.example"))
      for (const wrong of ["nobody@example.org", "bob@elsewhere.example"]) {
        const change = { _tag: "SetForwarding", address: address(wrong), target: "+15551234567" } as const
        await store.refuses("account-present", change)
      }
    })
  })

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

export const accountStateContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: states of accounts", (test) => {
    const to = (state: "active" | "deactivated" | "blocked") =>
      ({ _tag: "SetAccountState", address: ALICE, state }) as const

    test("parks Kamailio's row and puts the very same one back", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("alice@example.org"))
      await store.account("alice@example.org")
      for (const state of ["deactivated", "blocked"] as const) {
        await store.commit(to(state))
        equal(await store.backDoor.subscribers(), [], "rows of subscriber")
        const account = await localAccount(store, "alice@example.org")
        const { ha1 } = subscriberRow("alice@example.org")
        equal({ state: account.state, ha1: account.credentials.ha1 }, { state, ha1 })
        ok(!(await store.backDoor.storedText()).includes(ha1), "the parked ha1 stands in clear in a table of ours")
        await store.refuses("address-free", addLocal("alice@example.org"))
        await store.commit(to("active"))
        equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org")])
        equal((await store.account("alice@example.org")).state, "active")
      }
    })

    test("goes from one parked state to the other, and does nothing twice", async (store) => {
      await store.commit(addLocal("alice@example.org"), to("active"))
      await store.commit(to("deactivated"), to("blocked"), to("blocked"))
      equal((await store.account("alice@example.org")).state, "blocked")
      await store.commit(to("active"))
      equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org")])
      equal((await store.account("alice@example.org")).credentials.password, PASSWORD)
    })

    test("changes the credentials of a parked account without a row, and puts those there later", async (store) => {
      await store.commit(addLocal("alice@example.org"), to("blocked"), {
        _tag: "ChangeCredentials",
        address: ALICE,
        credentials: credentials("alice@example.org", "a second password"),
      })
      equal(await store.backDoor.subscribers(), [])
      equal((await store.account("alice@example.org")).credentials.password, "a second password")
      await store.commit(to("active"))
      equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org", "a second password")])
    })

    test("removes a parked account", async (store) => {
      await store.commit(addLocal("alice@example.org"), to("blocked"))
      await store.commit({ _tag: "RemoveAccount", address: ALICE })
      equal(await store.find("alice@example.org"), undefined)
      equal(await store.backDoor.addresses(), [])
    })

    test("refuses for nobody, for a remote account and for one that is gone", async (store) => {
      await store.refuses("account-present", to("blocked"))
      await store.commit(addRemote("alice@example.org"))
      await store.refuses("account-present", to("blocked"))
      await store.commit({ _tag: "RemoveAccount", address: ALICE }, addLocal("alice@example.org"))
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      await store.refuses("account-present", to("blocked"))
      await store.refuses("account-present", to("active"))
    })
  })
