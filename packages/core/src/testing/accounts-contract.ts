import * as Effect from "effect/Effect"
import { noProfile } from "../model/account.ts"
import { Accounts, type AccountQuery } from "../ports/accounts.ts"
import { equal, ok, sameMembers } from "./assertions.ts"
import {
  addLocal,
  addRemote,
  credentials,
  domain,
  glob,
  PASSWORD,
  record,
  ref,
  settings,
  subscriberRow,
} from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"
import { walk } from "./walk.ts"

const everything: AccountQuery = { after: undefined, limit: 1000, search: undefined, domain: undefined }

const list = (store: StoreTest, query: Partial<AccountQuery> = {}) =>
  store.run(Accounts.use((it) => it.list({ ...everything, ...query })))

const addresses = async (store: StoreTest, query: Partial<AccountQuery> = {}) =>
  (await list(store, query)).items.map((item) => item.address as string)

/** {@link Accounts}: finding, adoption on sight, who is right about credentials, lists. */
export const accountsContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Accounts", (test) => {
    test("finds nothing where nothing is", async (store) => {
      equal(await store.find("nobody@example.org"), undefined)
      equal(await list(store), { items: [], next: undefined })
    })

    test("finds a local account with all that was given", async (store) => {
      const given = { ...settings, displayName: "Alice Ärger", proxy: "proxy.example.org", lineText: "1" }
      await store.commit(addLocal("alice@example.org", { settings: given, email: "a@example.org" }))
      const account = await store.account("alice@example.org")
      const { version, ...rest } = account
      ok(version >= 0, "there is a version")
      const { ha1, ha1b, password } = credentials("alice@example.org")
      equal(rest, {
        ...given,
        type: "local",
        state: "active",
        address: "alice@example.org",
        username: "alice",
        domain: "example.org",
        email: "a@example.org",
        rpid: undefined,
        permissions: 0,
        activated: true,
        profile: noProfile,
        created: record.time,
        updated: record.time,
        credentials: { ha1, ha1b, password, algorithms: undefined },
      })
    })

    test("finds a remote account with its password", async (store) => {
      await store.commit(addRemote("alice@elsewhere.example"))
      const { type, state, username, credentials } = await store.account("alice@elsewhere.example")
      equal({ type, state, username }, { type: "remote", state: "active", username: "alice" })
      equal(credentials, { password: PASSWORD })
    })

    test("finds an account by any spelling of case", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      equal((await store.account("ALICE@Example.ORG")).username, "alice")
    })

    test("finds a row that was made outside, on sight", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("bob@example.org"))
      const account = await store.account("bob@example.org")
      const { ha1, ha1b } = credentials("bob@example.org")
      ok(account.type === "local" && account.state === "active", "it is an active local account")
      equal({ ha1: account.credentials.ha1, ha1b: account.credentials.ha1b }, { ha1, ha1b })
    })

    test("answers the same version for a row made outside until it is changed", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("bob@example.org"))
      equal((await store.account("bob@example.org")).version, (await store.account("bob@example.org")).version)
    })

    test("finds a row made outside in capitals by its canonical form, with its own spelling", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("ALICE@Example.org"))
      for (const spelling of ["alice@example.org", "ALICE@Example.org", "Alice@EXAMPLE.org"]) {
        const { address, username, domain } = await store.account(spelling)
        equal({ address, username, domain }, { address: "alice@example.org", username: "ALICE", domain: "Example.org" })
      }
    })

    if (harness.capabilities?.spellingsSideBySide !== false) {
      test("prefers the exact spelling where two rows differ only in case", async (store) => {
        await store.backDoor.insertSubscriber(subscriberRow("ALICE@example.org"))
        await store.backDoor.insertSubscriber(subscriberRow("alice@example.org"))
        equal((await store.account("ALICE@example.org")).username, "ALICE")
        equal((await store.account("alice@example.org")).username, "alice")
        equal((await store.account("Alice@example.org")).username, "alice")
        equal((await list(store)).items.length, 2, "accounts listed")
      })
    }

    test("finds an odd row made outside by its exact spelling", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("o d d%@example.org"))
      const { address, username } = await store.account("o d d%@example.org")
      equal({ address, username }, { address: "o d d%@example.org", username: "o d d%" })
    })

    test("forgets the clear text when somebody changes the ha1 outside", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      await store.backDoor.updateSubscriber(subscriberRow("alice@example.org", "changed by kamctl"))
      const account = await store.account("alice@example.org")
      const { ha1 } = credentials("alice@example.org", "changed by kamctl")
      ok(account.type === "local", "it is local")
      equal({ password: account.credentials.password, ha1: account.credentials.ha1 }, { password: undefined, ha1 })
    })

    test("says gone when the row is deleted outside, and does not list it", async (store) => {
      await store.commit(addLocal("alice@example.org"), addLocal("bob@example.org"))
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      const { state, credentials } = await store.account("alice@example.org")
      equal({ state, password: credentials.password }, { state: "gone", password: undefined })
      equal(await addresses(store), ["bob@example.org"])
      equal(
        (await store.backDoor.subscribers()).map((row) => row.username),
        ["bob"],
        "rows of subscriber",
      )
    })

    test("finds an account again whose row is made again outside", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      equal((await store.account("alice@example.org")).state, "gone")
      await store.backDoor.insertSubscriber(subscriberRow("alice@example.org", "made again"))
      const { state, credentials } = await store.account("alice@example.org")
      equal({ state, password: credentials.password }, { state: "active", password: undefined })
      equal(await addresses(store), ["alice@example.org"])
    })

    test("lists every kind of account by address, byte by byte", async (store) => {
      const local = ["ab@example.org", "a-b@example.org", "a.b@example.org", "a_b@example.org", "a@example.org"]
      await store.commit(...local.map((spelling) => addLocal(spelling)), addRemote("a~b@elsewhere.example"))
      await store.backDoor.insertSubscriber(subscriberRow("a+b@example.org"))
      const all = [...local, "a~b@elsewhere.example", "a+b@example.org"].toSorted()
      equal(await addresses(store), all)
    })

    test("lists what an account is called", async (store) => {
      await store.commit(addLocal("alice@example.org", { settings: { ...settings, displayName: "Alice" } }))
      equal((await list(store)).items, [
        { address: "alice@example.org", username: "alice", domain: "example.org", displayName: "Alice", type: "local" },
      ])
    })

    test("pages without a gap and without a double", async (store) => {
      const all = Array.from({ length: 10 }, (_, index) => `user${index}@example.org`)
      await store.commit(...all.map((spelling) => addLocal(spelling)))
      for (const limit of [1, 3, 5, 10, 11]) {
        const items = await walk(limit, (request) => list(store, request))
        equal(
          items.map((item) => item.address),
          all,
          `pages of ${limit}`,
        )
      }
      equal((await list(store, { limit: 10 })).next, undefined, "the cursor of a page that is the last")
    })

    test("goes on behind a cursor whose account is not there any more", async (store) => {
      await store.commit(addLocal("alice@example.org"), addLocal("carol@example.org"))
      equal(await addresses(store, { after: "bob@example.org" }), ["carol@example.org"])
    })

    test("searches the whole address, in any case, and takes only stars and question marks for patterns", async (store) => {
      await store.commit(addLocal("alice@example.org"), addLocal("a_ice@example.org"), addLocal("malice@example.org"))
      equal(await addresses(store, { search: glob("ALICE@*") }), ["alice@example.org"])
      equal(await addresses(store, { search: glob("a_ice@example.org") }), ["a_ice@example.org"])
      equal(await addresses(store, { search: glob("a?ice@*") }), ["a_ice@example.org", "alice@example.org"])
      equal(await addresses(store, { search: glob("*lice@example.org") }), ["alice@example.org", "malice@example.org"])
      equal(await addresses(store, { search: glob("%") }), [])
      equal(await addresses(store, { search: glob("alice") }), [])
    })

    test("searches while it pages", async (store) => {
      const all = Array.from({ length: 6 }, (_, index) => `user${index}@example.org`)
      await store.commit(...all.map((spelling) => addLocal(spelling)), addLocal("user3x@example.org"))
      const items = await walk(2, (request) => list(store, { ...request, search: glob("user?@*") }))
      equal(
        items.map((item) => item.address),
        all,
      )
    })

    test("lists one domain only", async (store) => {
      await store.commit(addLocal("alice@example.org"), addLocal("alice@example.net"), addRemote("bob@example.org"))
      await store.backDoor.insertSubscriber(subscriberRow("carol@Example.ORG"))
      sameMembers(await addresses(store, { domain: domain("example.org") }), [
        "alice@example.org",
        "bob@example.org",
        "carol@example.org",
      ])
    })

    test("answers many finds at once", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      await store.backDoor.insertSubscriber(subscriberRow("bob@example.org"))
      const one = (spelling: string) => Accounts.use((it) => it.find(ref(spelling)))
      const found = await store.run(
        Effect.all(
          Array.from({ length: 40 }, (_, index) => one(index % 2 === 0 ? "alice@example.org" : "bob@example.org")),
          { concurrency: "unbounded" },
        ),
      )
      ok(
        found.every((account) => account?.state === "active"),
        "all are found",
      )
    })
  })
