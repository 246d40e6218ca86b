import { NumberPool } from "../../ports/number-pool.ts"
import { equal } from "../assertions.ts"
import { aliasRow, number } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite, type StoreTest } from "../store-test.ts"

const range = (first: string, last: string) =>
  ({ _tag: "AddNumberRange", first: number(first), last: number(last) }) as const

const pool = async (store: StoreTest) =>
  (await store.run(NumberPool.use((it) => it.list({ after: undefined, limit: 1000, search: undefined })))).items

export const numberChangesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: numbers", (test) => {
    test("adds a number once, and not one that is an alias", async (store) => {
      await store.backDoor.insertAlias(aliasRow("+15550002@example.net", "alice@example.org"))
      await store.commit({ _tag: "AddNumber", number: number("+15550001") })
      await store.refuses("number-free", { _tag: "AddNumber", number: number("+15550001") })
      await store.refuses("number-unused", { _tag: "AddNumber", number: number("+15550002") })
    })

    test("adds a range, leaving out what is there or an alias, and counts both", async (store) => {
      await store.commit({ _tag: "AddNumber", number: number("+15550003") })
      await store.backDoor.insertAlias(aliasRow("+15550005@example.net", "alice@example.org"))
      await store.backDoor.insertAlias(aliasRow("+15550005@example.org", "alice@example.org"))
      await store.backDoor.insertAlias(aliasRow("+155500050@example.org", "alice@example.org"))
      equal(await store.commit(range("+15550001", "+15550009")), { added: 7, skipped: 2 })
      equal(
        await pool(store),
        [1, 2, 3, 4, 6, 7, 8, 9].map((digit) => `+1555000${digit}`),
      )
      equal(await store.commit(range("+15550001", "+15550009")), { added: 0, skipped: 9 })
      equal(await store.commit(range("+15550010", "+15550010")), { added: 1, skipped: 0 })
    })

    test("counts over all ranges of a change set, and nothing where there is none", async (store) => {
      const both = await store.commit(range("+15550001", "+15550005"), range("+15550004", "+15550006"))
      equal(both, { added: 6, skipped: 2 })
      equal(await store.commit({ _tag: "AddNumber", number: number("+4930") }), { added: 0, skipped: 0 })
    })

    test("adds ten thousand numbers of 15 digits", async (store) => {
      equal(await store.commit(range("+499999999990000", "+499999999999999")), { added: 10_000, skipped: 0 })
      equal((await pool(store)).at(0), "+499999999990000")
      equal(await store.run(NumberPool.use((it) => it.has(number("+499999999999999")))), true)
    })

    test("takes a number once", async (store) => {
      await store.commit(range("+15550001", "+15550002"))
      await store.commit({ _tag: "TakeNumber", number: number("+15550001") })
      equal(await pool(store), ["+15550002"])
      await store.refuses("number-present", { _tag: "TakeNumber", number: number("+15550001") })
    })
  })
