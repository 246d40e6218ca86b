import { Nonces } from "../ports/nonces.ts"
import { equal } from "./assertions.ts"
import type { StoreHarness } from "./harness.ts"
import { type StoreTest, storeSuite } from "./store-test.ts"

const NOW = 1_750_000_000_000

const use = (store: StoreTest, hash: string, count: number, expires: number = NOW + 60_000, now: number = NOW) =>
  store.run(Nonces.use((nonces) => nonces.use({ hash, count, expires }, now)))

/** {@link Nonces}. */
export const noncesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Nonces", (test) => {
    test("takes counts that rise, and no other", async (store) => {
      for (const [count, taken] of [
        [1, true],
        [1, false],
        [2, true],
        [7, true],
        [6, false],
        [7, false],
        [0xffff_ffff, true],
        [8, false],
      ] as const) {
        equal(await use(store, "one", count), taken, String(count))
      }
      equal(await use(store, "another", 1), true)
    })

    test("may begin above one", async (store) => {
      equal(await use(store, "one", 5), true)
      equal(await use(store, "one", 4), false)
    })

    test("takes the same count from one of many callers", async (store) => {
      for (const count of [1, 2]) {
        const taken = await Promise.all(Array.from({ length: 16 }, () => use(store, "one", count)))
        equal(taken.filter(Boolean).length, 1, `count ${count}`)
      }
    })

    test("forgets nonces that have expired, so that the table does not grow", async (store) => {
      for (let i = 0; i < 30; i++) await use(store, `old-${i}`, 1, NOW + 1)
      for (let i = 0; i < 30; i++) await use(store, `new-${i}`, 1, NOW + 60_000, NOW + 1000)
      equal((await store.backDoor.storedText()).includes("old-"), false)
      equal(await use(store, "new-0", 1), false)
    })
  })
