import * as Effect from "effect/Effect"
import type { Throttle } from "../model/throttle.ts"
import { Throttles } from "../ports/throttles.ts"
import { equal, sameMembers } from "./assertions.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

const NOW = 1_750_000_000_000

const find = (store: StoreTest, ...keys: ReadonlyArray<string>) => store.run(Throttles.use((it) => it.find(keys)))
const count = (store: StoreTest, key: string, at: number, expires: number) =>
  store.run(Throttles.use((it) => it.count({ key, at, expires })))

/** {@link Throttles}: counts that many processes share. */
export const throttlesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Throttles", (test) => {
    test("counts each key by itself", async (store) => {
      equal(await find(store, "name:1", "host:1"), [])
      await count(store, "name:1", NOW, NOW + 1000)
      await count(store, "host:1", NOW, NOW + 5000)
      await count(store, "name:1", NOW + 10, NOW + 2000)
      const expected: ReadonlyArray<Throttle> = [
        { key: "name:1", count: 2, at: NOW + 10, expires: NOW + 2000 },
        { key: "host:1", count: 1, at: NOW, expires: NOW + 5000 },
      ]
      sameMembers(await find(store, "name:1", "host:1", "name:2"), expected)
      equal(await find(store, "name:2"), [])
      equal(await find(store), [])
    })

    test("begins at one where the count has expired", async (store) => {
      await count(store, "name:1", NOW, NOW + 1000)
      await count(store, "name:1", NOW, NOW + 1000)
      await count(store, "name:1", NOW + 1000, NOW + 9000)
      equal(await find(store, "name:1"), [{ key: "name:1", count: 1, at: NOW + 1000, expires: NOW + 9000 }])
    })

    test("loses none of 50 counts at once", async (store) => {
      const one = Throttles.use((it) => it.count({ key: "host:1", at: NOW, expires: NOW + 1000 }))
      await store.run(
        Effect.all(
          Array.from({ length: 50 }, () => one),
          { concurrency: "unbounded", discard: true },
        ),
      )
      equal((await find(store, "host:1"))[0]?.count, 50)
    })

    test("forgets a count", async (store) => {
      await count(store, "name:1", NOW, NOW + 1000)
      await count(store, "name:2", NOW, NOW + 1000)
      await store.run(Throttles.use((it) => it.clear("name:1")))
      await store.run(Throttles.use((it) => it.clear("name:1")))
      equal(
        (await find(store, "name:1", "name:2")).map(({ key }) => key),
        ["name:2"],
      )
    })

    test("drops counts that have expired", async (store) => {
      for (let index = 0; index < 10; index++) await count(store, `old:${index}`, NOW, NOW + 1000)
      await count(store, "kept", NOW, NOW + 100_000)
      for (let index = 0; index < 10; index++) await count(store, `new:${index}`, NOW + 2000, NOW + 100_000)
      const old = Array.from({ length: 10 }, (_, index) => `old:${index}`)
      equal(await find(store, ...old), [], "the counts that had expired")
      equal((await find(store, "kept")).length, 1)
    })
  })
