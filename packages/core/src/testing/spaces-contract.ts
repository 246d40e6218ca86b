import type { Space } from "../model/space.ts"
import { Spaces } from "../ports/spaces.ts"
import { equal } from "./assertions.ts"
import { addLocal, addRemote, address, domain, space } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { type StoreTest, storeSuite } from "./store-test.ts"

const ONE = space("one.example")
const TWO = space("two.example", {
  super: true,
  realm: 'a "realm"',
  maxAccounts: 7,
  expires: 1_900_000_000_000,
  updated: 1_760_000_000_000,
})

const list = (store: StoreTest) => store.run(Spaces.use((spaces) => spaces.list()))
const add = (made: Space) => ({ _tag: "AddSpace", space: made }) as const
const put = (made: Space) => ({ _tag: "PutSpace", space: made }) as const
const remove = (name: string) => ({ _tag: "RemoveSpace", domain: domain(name) }) as const

/** {@link Spaces}, the changes that write them, and the limits they set. */
export const spacesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Spaces", (test) => {
    test("finds spaces as they were made, by domain and by host", async (store) => {
      const ofHost = (host: string) => store.run(Spaces.use((spaces) => spaces.ofHost(host)))
      equal(await list(store), [])
      equal(await ofHost(ONE.host), "none")
      await store.commit(add(TWO), add(ONE))
      equal(await list(store), [ONE, TWO])
      equal(await store.run(Spaces.use((spaces) => spaces.find(TWO.domain))), TWO)
      equal(await store.run(Spaces.use((spaces) => spaces.find(domain("three.example")))), undefined)
      equal(await ofHost(ONE.host), ONE)
      equal(await ofHost(TWO.host), TWO)
      equal(await ofHost("elsewhere.example"), "unknown")
    })

    test("has each domain, name and host once", async (store) => {
      await store.commit(add(ONE), add(TWO))
      const other = space("three.example")
      await store.refuses("space-free", add({ ...other, domain: ONE.domain }))
      for (const clash of [{ name: ONE.name }, { host: ONE.host }]) {
        await store.refuses("space-free", add({ ...other, ...clash }))
        await store.refuses("space-free", put({ ...TWO, ...clash }))
      }
      equal(await list(store), [ONE, TWO])
    })

    test("makes one of several that are made at once with the same host", async (store) => {
      const made = await Promise.allSettled(
        ["a.example", "b.example", "c.example"].map((name) =>
          store.commit(add(space(name, { host: "shared.example.net" }))),
        ),
      )
      equal(made.filter(({ status }) => status === "fulfilled").length, 1)
      equal((await list(store)).length, 1)
    })

    test("replaces and removes a space", async (store) => {
      await store.refuses("space-present", put(ONE))
      await store.refuses("space-present", remove("one.example"))
      await store.commit(add(ONE))
      const changed: Space = { ...TWO, domain: ONE.domain }
      await store.commit(put(changed))
      equal(await list(store), [changed])
      await store.commit(remove("one.example"))
      equal(await list(store), [])
    })

    test("has no more accounts than its limit, however many come at once", async (store) => {
      await store.commit(add({ ...ONE, maxAccounts: 2 }), addRemote("far@one.example"))
      const made = await Promise.allSettled(
        ["a", "b", "c", "d", "e"].map((user) => store.commit(addLocal(`${user}@one.example`))),
      )
      equal(made.filter(({ status }) => status === "fulfilled").length, 2)
      equal((await store.backDoor.subscribers()).length, 2)
      await store.refuses("space-has-room", addLocal("f@one.example", { activated: false }))
      await store.commit(addLocal("f@two.example"))
      await store.refuses("space-has-room", put({ ...ONE, maxAccounts: 1 }))
      await store.commit(put({ ...ONE, maxAccounts: 3 }), addLocal("f@one.example"))
      await store.refuses("space-has-room", addLocal("g@one.example"))
      await store.commit({ _tag: "RemoveAccount", address: address("f@one.example") }, addLocal("g@one.example"))
      await store.commit(put({ ...ONE, maxAccounts: 0 }), addLocal("h@one.example"))
    })

    test("keeps its realm, and itself, while it has accounts", async (store) => {
      await store.commit(add(ONE), addLocal("a@one.example", { activated: false }))
      await store.refuses("realm-unused", put({ ...ONE, realm: "another" }))
      await store.refuses("space-empty", remove("one.example"))
      await store.commit(put({ ...ONE, realm: "one.example", name: "Renamed" }))
      await store.commit({ _tag: "RemoveAccount", address: address("a@one.example") })
      await store.commit(put({ ...ONE, realm: "another" }), remove("one.example"))
    })
  })
