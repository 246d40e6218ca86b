import type { AttachPhone } from "../model/change.ts"
import { Phones } from "../ports/phones.ts"
import { equal } from "./assertions.ts"
import { addLocal, address, glob, mac } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"
import { walk } from "./walk.ts"

const attach = (digits: string, spelling: string): AttachPhone => ({
  _tag: "AttachPhone",
  mac: mac(digits),
  address: address(spelling),
})

const macs = async (store: StoreTest, search: string | undefined) => {
  const query = { after: undefined, limit: 1000, search: search === undefined ? undefined : glob(search) }
  return (await store.run(Phones.use((it) => it.list(query)))).items
}

/** {@link Phones}: many accounts a phone, many phones an account. */
export const phonesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Phones", (test) => {
    const ONE = "00085d000001"
    const TWO = "00085d0000a2"

    test("knows no phone at first", async (store) => {
      equal(await store.run(Phones.use((it) => it.accountsOf(mac(ONE)))), [])
      equal(await store.run(Phones.use((it) => it.phonesOf(address("alice@example.org")))), [])
      equal(await macs(store, undefined), [])
    })

    test("answers both directions in order", async (store) => {
      await store.commit(
        addLocal("bob@example.org"),
        addLocal("alice@example.org"),
        attach(TWO, "alice@example.org"),
        attach(ONE, "bob@example.org"),
        attach(ONE, "alice@example.org"),
      )
      equal(await store.run(Phones.use((it) => it.accountsOf(mac(ONE)))), ["alice@example.org", "bob@example.org"])
      equal(await store.run(Phones.use((it) => it.phonesOf(address("alice@example.org")))), [ONE, TWO])
      equal(await macs(store, undefined), [ONE, TWO])
    })

    test("searches the twelve digits in any case", async (store) => {
      await store.commit(addLocal("a@example.org"), attach(ONE, "a@example.org"), attach(TWO, "a@example.org"))
      equal(await macs(store, "*A2"), [TWO])
      equal(await macs(store, "00085d*"), [ONE, TWO])
      equal(await macs(store, "00085d"), [])
    })

    test("pages every phone once, however many accounts it carries", async (store) => {
      const all = Array.from({ length: 7 }, (_, index) => `00085d00000${index}`)
      const both = ["a@example.org", "b@example.org"]
      await store.commit(
        ...both.map((spelling) => addLocal(spelling)),
        ...all.flatMap((digits) => both.map((spelling) => attach(digits, spelling))),
      )
      for (const limit of [1, 3, 7, 8]) {
        const page = { search: undefined }
        const items = await walk(limit, (request) => store.run(Phones.use((it) => it.list({ ...page, ...request }))))
        equal(items, all, `pages of ${limit}`)
      }
    })
  })
