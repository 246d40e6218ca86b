import { equal, ok } from "../assertions.ts"
import { addLocal, address, addRemote, credentials, PASSWORD, subscriberRow } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite } from "../store-test.ts"
import { localAccount } from "./local-account.ts"

const ALICE = address("alice@example.org")

export const accountStateContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: states of accounts", (test) => {
    const to = (state: "active" | "deactivated" | "blocked") =>
      ({
        _tag: "SetAccountState",
        address: ALICE,
        ...(state === "blocked" ? { blocked: true } : { blocked: false, activated: state === "active" }),
      }) as const

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

    test("keeps apart whether an account is activated and whether it is blocked", async (store) => {
      const set = (states: { readonly activated?: boolean; readonly blocked?: boolean }) =>
        ({ _tag: "SetAccountState", address: ALICE, ...states }) as const
      const states = async () => {
        const { state, activated } = await localAccount(store, "alice@example.org")
        return { state, activated }
      }
      await store.commit(addLocal("alice@example.org"), set({ activated: false }))
      equal(await states(), { state: "deactivated", activated: false })
      await store.commit(set({ blocked: true }))
      equal(await states(), { state: "blocked", activated: false })
      await store.commit(set({ blocked: false }))
      equal(await states(), { state: "deactivated", activated: false })
      await store.commit(set({ blocked: true }), set({ activated: true }))
      equal(await states(), { state: "blocked", activated: true })
      equal(await store.backDoor.subscribers(), [])
      await store.commit(set({ blocked: false }))
      equal(await states(), { state: "active", activated: true })
      equal(await store.backDoor.subscribers(), [subscriberRow("alice@example.org")])
    })

    test("makes an account that is not activated without a row, and gives it one later", async (store) => {
      await store.commit(addLocal("alice@example.org", { activated: false }))
      equal(await store.backDoor.subscribers(), [])
      const account = await localAccount(store, "alice@example.org")
      const { ha1 } = subscriberRow("alice@example.org")
      equal(
        { state: account.state, ha1: account.credentials.ha1, password: account.credentials.password },
        { state: "deactivated", ha1, password: PASSWORD },
      )
      ok(!(await store.backDoor.storedText()).includes(ha1), "the parked ha1 stands in clear in a table of ours")
      await store.refuses("address-free", addLocal("alice@example.org"))
      await store.commit(to("active"))
      equal(
        (await store.backDoor.subscribers()).map(({ username, domain, ha1 }) => ({ username, domain, ha1 })),
        [{ username: "alice", domain: "example.org", ha1 }],
      )
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
