import type { AccountProfile } from "../model/account.ts"
import { noProfile } from "../model/account.ts"
import { Accounts } from "../ports/accounts.ts"
import type { DomainName } from "../values/domain-name.ts"
import { equal } from "./assertions.ts"
import {
  addLocal,
  addRemote,
  address,
  credentials,
  domain,
  number,
  PASSWORD,
  record,
  subscriberRow,
} from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { localAccount } from "./provisioning/local-account.ts"
import { type StoreTest, storeSuite } from "./store-test.ts"

const PROFILE: AccountProfile = {
  phoneNumber: number("+33612121212"),
  dtmfProtocol: "sipinfo",
  dictionary: { theme: "“dark”", __proto__x: "é", empty: "" },
  access: 3,
  provisioningToken: "k2NfhPdmVtLqR",
}

const page = (store: StoreTest, offset: number, limit: number, only?: DomainName) =>
  store.run(Accounts.use((accounts) => accounts.page({ offset, limit, domain: only })))

const byEmail = (store: StoreTest, email: string, only?: DomainName) =>
  store.run(Accounts.use((accounts) => accounts.findByEmail(email, only)))

/** What stands beside an account, and the lists and look-ups over it. */
export const accountProfilesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Accounts: profiles", (test) => {
    test("keeps a profile as it was made, and what is set of it", async (store) => {
      await store.commit(addLocal("alice@example.org", { profile: PROFILE }))
      const before = await localAccount(store, "alice@example.org")
      equal(before.profile, PROFILE)
      equal({ created: before.created, updated: before.updated }, { created: record.time, updated: record.time })
      const set = { profile: { phoneNumber: undefined, dictionary: { a: "b" } } }
      const change = { _tag: "ChangeAccount", address: before.address, version: before.version, set } as const
      await store.commit(change)
      const after = await localAccount(store, "alice@example.org")
      equal(after.profile, { ...PROFILE, phoneNumber: undefined, dictionary: { a: "b" } })
      await store.commit({ ...change, version: after.version, set: { profile: noProfile } })
      equal((await localAccount(store, "alice@example.org")).profile, noProfile)
    })

    test("has nothing to say of an account that was made outside", async (store) => {
      await store.backDoor.insertSubscriber(subscriberRow("bob@example.org"))
      const { profile, activated, created, updated } = await localAccount(store, "bob@example.org")
      equal({ profile, activated, created, updated }, { profile: noProfile, activated: true, created: 0, updated: 0 })
    })

    test("keeps the algorithms that were asked for with a password", async (store) => {
      const asked = credentials("alice@example.org", PASSWORD, ["SHA-256", "SHA-512-256"])
      await store.commit(addLocal("alice@example.org", { credentials: asked }), addLocal("bob@example.org"))
      equal((await localAccount(store, "alice@example.org")).credentials.algorithms, ["SHA-256", "SHA-512-256"])
      equal((await localAccount(store, "bob@example.org")).credentials.algorithms, undefined)
      const address = (await localAccount(store, "bob@example.org")).address
      const changed = credentials("bob@example.org", PASSWORD, ["MD5"])
      await store.commit({ _tag: "ChangeCredentials", address, credentials: changed })
      equal((await localAccount(store, "bob@example.org")).credentials.algorithms, ["MD5"])
      await store.backDoor.updateSubscriber(subscriberRow("bob@example.org", "changed by kamctl"))
      equal((await localAccount(store, "bob@example.org")).credentials.algorithms, undefined)
    })

    test("has each phone number once in a domain, as a number or as a user part", async (store) => {
      const profile = { ...noProfile, phoneNumber: number("+33612121212") }
      await store.commit(addLocal("alice@example.org", { profile }), addLocal("bob@example.org"))
      await store.refuses("phone-number-free", addLocal("carol@example.org", { profile }))
      await store.commit(addLocal("carol@example.net", { profile }), addLocal("+4912345@example.org"))
      const bob = await localAccount(store, "bob@example.org")
      for (const phoneNumber of [number("+33612121212"), number("+4912345")]) {
        await store.refuses("phone-number-free", {
          _tag: "ChangeAccount",
          address: bob.address,
          version: bob.version,
          set: { profile: { phoneNumber } },
        })
      }
      const alice = await localAccount(store, "alice@example.org")
      const set = { profile: { phoneNumber: number("+33612121212") } }
      await store.commit({ _tag: "ChangeAccount", address: alice.address, version: alice.version, set })
    })

    test("gives one number to one of many at once", async (store) => {
      const profile = { ...noProfile, phoneNumber: number("+33612121212") }
      const made = await Promise.allSettled(
        ["a", "b", "c", "d"].map((user) => store.commit(addLocal(`${user}@example.org`, { profile }))),
      )
      equal(made.filter(({ status }) => status === "fulfilled").length, 1)
    })

    test("pages local accounts by their place, and counts them", async (store) => {
      const users = ["a", "b", "c", "d", "e"]
      await store.commit(
        ...users.map((user) =>
          addLocal(`${user}@example.org`, { email: `${user}@mail.example`, activated: user !== "b" }),
        ),
        addLocal("z@example.net", { profile: PROFILE }),
        addRemote("f@elsewhere.example"),
      )
      await store.backDoor.insertSubscriber(subscriberRow("bb@example.org"))
      await store.backDoor.deleteSubscriber({ username: "e", domain: "example.org" })
      await store.find("e@example.org")
      const all = await page(store, 0, 100)
      equal(
        all.items.map(({ address }) => String(address)),
        ["a@example.org", "b@example.org", "bb@example.org", "c@example.org", "d@example.org", "z@example.net"],
      )
      equal(all.total, 6)
      const { items, total } = await page(store, 1, 2, domain("example.org"))
      equal({ items: items.map(({ username }) => username), total }, { items: ["b", "bb"], total: 5 })
      equal((await page(store, 5, 2, domain("example.org"))).items, [])
      const [, b] = all.items
      const { state, activated, email } = b ?? {}
      equal({ state, activated, email }, { state: "deactivated", activated: false, email: "b@mail.example" })
      equal(all.items.at(-1)?.profile, PROFILE)
    })

    test("finds accounts by their e-mail address, in any case", async (store) => {
      const email = "Person@Mail.example"
      await store.commit(
        addLocal("alice@example.org", { email }),
        addLocal("bob@example.net", { email: "person@mail.EXAMPLE" }),
        addLocal("carol@example.org", { email: "other@mail.example" }),
        addLocal("dave@example.org"),
      )
      equal(await byEmail(store, "person@mail.example"), [address("alice@example.org"), address("bob@example.net")])
      equal(await byEmail(store, email, domain("example.net")), [address("bob@example.net")])
      for (const nobody of ["", "%", "person", "nobody@mail.example"]) equal(await byEmail(store, nobody), [], nobody)
      const { address: alice, version } = await store.account("alice@example.org")
      await store.commit({ _tag: "ChangeAccount", address: alice, version, set: { email: "new@mail.example" } })
      equal(await byEmail(store, email), [address("bob@example.net")])
      equal(await byEmail(store, "NEW@mail.example"), [address("alice@example.org")])
    })
  })
