import { type AliasQuery, Aliases } from "../ports/aliases.ts"
import { equal, sameMembers } from "./assertions.ts"
import { addAlias, addLocal, aliasRow, domain, ref } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"
import { walk } from "./walk.ts"

const everything: AliasQuery = {
  after: undefined,
  limit: 1000,
  alias: undefined,
  destination: undefined,
  numbersOnly: false,
  domain: undefined,
}

const list = (store: StoreTest, query: Partial<AliasQuery> = {}) =>
  store.run(Aliases.use((it) => it.list({ ...everything, ...query })))

const names = async (store: StoreTest, query: Partial<AliasQuery> = {}) =>
  (await list(store, query)).items.map((item) => item.alias)

const find = (store: StoreTest, spelling: string) => store.run(Aliases.use((it) => it.find(ref(spelling))))

/** {@link Aliases}: what `dbaliases` says is what there is. */
export const aliasesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Aliases", (test) => {
    test("finds nothing where nothing is", async (store) => {
      equal(await find(store, "info@example.org"), undefined)
      equal(await list(store), { items: [], next: undefined })
    })

    test("finds an alias in any case", async (store) => {
      await store.commit(addLocal("alice@example.org"), addAlias("info@example.org", "alice@example.org"))
      const alias = { alias: "info@example.org", destination: "alice@example.org" }
      equal(await find(store, "info@example.org"), alias)
      equal(await find(store, "INFO@Example.org"), alias)
    })

    test("sees rows made and deleted outside at once", async (store) => {
      await store.backDoor.insertAlias(aliasRow("Info@example.org", "Alice@example.org"))
      const alias = { alias: "Info@example.org", destination: "Alice@example.org" }
      equal(await find(store, "info@example.org"), alias)
      equal((await list(store)).items, [alias])
      await store.backDoor.deleteAlias({ alias_username: "Info", alias_domain: "example.org" })
      equal(await find(store, "info@example.org"), undefined)
      equal((await list(store)).items, [])
    })

    test("prefers the exact spelling", async (store) => {
      await store.backDoor.insertAlias(aliasRow("INFO@example.org", "capitals@example.org"))
      await store.backDoor.insertAlias(aliasRow("info@example.org", "small@example.org"))
      equal((await find(store, "INFO@example.org"))?.destination, "capitals@example.org")
      equal((await find(store, "info@example.org"))?.destination, "small@example.org")
    })

    test("filters by alias and by destination, in any case", async (store) => {
      await store.backDoor.insertAlias(aliasRow("info@example.org", "alice@example.org"))
      await store.backDoor.insertAlias(aliasRow("sales@example.org", "ALICE@example.org"))
      await store.backDoor.insertAlias(aliasRow("support@example.org", "bob@example.org"))
      equal(await names(store, { alias: ref("SALES@example.org") }), ["sales@example.org"])
      equal(await names(store, { destination: ref("alice@example.org") }), ["info@example.org", "sales@example.org"])
      equal(await names(store, { alias: ref("info@example.org"), destination: ref("bob@example.org") }), [])
    })

    test("filters by number: an E.164 number and nothing else", async (store) => {
      for (const user of ["+15551234567", "15551234567", "+0555", "+1555x", "+1234567890123456", "info", "+"]) {
        await store.backDoor.insertAlias(aliasRow(`${user}@example.org`, "alice@example.org"))
      }
      equal(await names(store, { numbersOnly: true }), ["+15551234567@example.org"])
    })

    test("filters by domain of the alias, in any case", async (store) => {
      await store.backDoor.insertAlias(aliasRow("info@example.org", "alice@example.net"))
      await store.backDoor.insertAlias(aliasRow("sales@Example.ORG", "alice@example.net"))
      await store.backDoor.insertAlias(aliasRow("info@example.net", "alice@example.org"))
      sameMembers(await names(store, { domain: domain("example.org") }), ["info@example.org", "sales@Example.ORG"])
    })

    test("pages without a gap and without a double, also through one alias of many destinations", async (store) => {
      for (const user of ["alice", "bob", "carol"]) {
        await store.backDoor.insertAlias(aliasRow("all@example.org", `${user}@example.org`))
        await store.backDoor.insertAlias(aliasRow(`x${user}@example.org`, `${user}@example.org`))
      }
      const all = [
        "all@example.org → alice@example.org",
        "all@example.org → bob@example.org",
        "all@example.org → carol@example.org",
        "xalice@example.org → alice@example.org",
        "xbob@example.org → bob@example.org",
        "xcarol@example.org → carol@example.org",
      ]
      for (const limit of [1, 2, 4, 6, 7]) {
        const items = await walk(limit, (request) => list(store, request))
        equal(
          items.map((item) => `${item.alias} → ${item.destination}`),
          all,
          `pages of ${limit}`,
        )
      }
    })

    test("filters by number while it pages", async (store) => {
      const numbers = Array.from({ length: 5 }, (_, index) => `+1555000000${index}@example.org`)
      for (const alias of [...numbers, "+1x@example.org", "info@example.org"]) {
        await store.backDoor.insertAlias(aliasRow(alias, "alice@example.org"))
      }
      const items = await walk(2, (request) => list(store, { ...request, numbersOnly: true }))
      equal(
        items.map((item) => item.alias),
        numbers,
      )
    })
  })
