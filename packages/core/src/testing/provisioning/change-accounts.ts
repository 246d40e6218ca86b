import { equal, ok } from "../assertions.ts"
import { addLocal, address, addRemote, credentials, permissions, secret, settings, subscriberRow } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite } from "../store-test.ts"
import { localAccount } from "./local-account.ts"

const ALICE = address("alice@example.org")

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
