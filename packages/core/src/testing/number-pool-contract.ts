import { NumberPool, type NumberQuery } from "../ports/number-pool.ts"
import { equal, ok } from "./assertions.ts"
import { glob, number } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"
import { walk } from "./walk.ts"

const list = (store: StoreTest, query: Partial<NumberQuery> = {}) =>
  store.run(NumberPool.use((it) => it.list({ after: undefined, limit: 1000, search: undefined, ...query })))

const sample = (store: StoreTest, limit: number, search?: string) =>
  store.run(NumberPool.use((it) => it.sample({ limit, search: search === undefined ? undefined : glob(search) })))

const ends = (store: StoreTest) => store.run(NumberPool.use((it) => it.ends()))

const fill = (store: StoreTest, first: string, last: string) =>
  store.commit({ _tag: "AddNumberRange", first: number(first), last: number(last) })

/** {@link NumberPool}: the numbers that are free to hand out. */
export const numberPoolContract = (harness: StoreHarness): void =>
  storeSuite(harness, "NumberPool", (test) => {
    test("is empty at first", async (store) => {
      equal(await list(store), { items: [], next: undefined })
      equal(await sample(store, 5), [])
      equal(await store.run(NumberPool.use((it) => it.has(number("+15550000")))), false)
    })

    test("has what was added", async (store) => {
      await store.commit({ _tag: "AddNumber", number: number("+15550000") })
      equal(await store.run(NumberPool.use((it) => it.has(number("+15550000")))), true)
      equal(await store.run(NumberPool.use((it) => it.has(number("+1555000")))), false)
    })

    test("lists in the order of text, not of value", async (store) => {
      for (const text of ["+49301", "+1555", "+4930", "+2"]) {
        if (text.length > 2) await store.commit({ _tag: "AddNumber", number: number(text) })
      }
      equal((await list(store)).items, ["+1555", "+4930", "+49301"])
    })

    test("knows its first number and its last, in the order of text", async (store) => {
      equal(await ends(store), undefined)
      await store.commit({ _tag: "AddNumber", number: number("+4930") })
      equal(await ends(store), ["+4930", "+4930"])
      for (const text of ["+49301", "+1555"]) await store.commit({ _tag: "AddNumber", number: number(text) })
      equal(await ends(store), ["+1555", "+49301"])
    })

    test("pages without a gap and without a double", async (store) => {
      await fill(store, "+15550000", "+15550024")
      const all = Array.from({ length: 25 }, (_, index) => `+${15_550_000 + index}`)
      for (const limit of [1, 7, 25, 26]) equal(await walk(limit, (request) => list(store, request)), all)
    })

    test("searches the whole number", async (store) => {
      await fill(store, "+15550000", "+15550024")
      equal((await list(store, { search: glob("*02?") })).items.length, 5)
      equal((await list(store, { search: glob("5550") })).items, [])
      equal((await list(store, { search: glob("+15550007") })).items, ["+15550007"])
    })

    test("samples so many, each once, of those that match", async (store) => {
      await fill(store, "+15550000", "+15550099")
      const some = await sample(store, 10)
      equal(new Set(some).size, 10, "different numbers")
      equal((await sample(store, 1000)).toSorted(), (await list(store)).items, "the whole pool")
      const matching = await sample(store, 1000, "*7")
      equal(matching.length, 10)
      ok(
        matching.every((text) => text.endsWith("7")),
        "all match",
      )
      equal(await sample(store, 3, "*x"), [])
    })

    test("samples at random", async (store) => {
      await fill(store, "+15550000", "+15550999")
      const seen = new Set<string>()
      for (let round = 0; round < 5; round++) seen.add((await sample(store, 10)).join())
      ok(seen.size > 1, "five samples of ten out of a thousand are not all alike")
    })
  })
