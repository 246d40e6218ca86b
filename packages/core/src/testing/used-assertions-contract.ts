import * as Effect from "effect/Effect"
import { UsedAssertions } from "../ports/used-assertions.ts"
import { equal } from "./assertions.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

const NOW = 1_750_000_000_000

const use = (store: StoreTest, hash: string, expires: number, now = NOW) =>
  store.run(UsedAssertions.use((it) => it.use({ hash, expires }, now)))

/** {@link UsedAssertions}: once and never again. */
export const usedAssertionsContract = (harness: StoreHarness): void =>
  storeSuite(harness, "UsedAssertions", (test) => {
    test("lets each be used once", async (store) => {
      equal(await use(store, "a", NOW + 1000), true)
      equal(await use(store, "a", NOW + 1000), false)
      equal(await use(store, "b", NOW + 1000), true)
    })

    test("of 20 uses at once exactly one is the first", async (store) => {
      const one = UsedAssertions.use((it) => it.use({ hash: "a", expires: NOW + 1000 }, NOW))
      const answers = await store.run(
        Effect.all(
          Array.from({ length: 20 }, () => one),
          { concurrency: "unbounded" },
        ),
      )
      equal(answers.filter(Boolean).length, 1)
    })

    test("drops uses that have expired, and no others", async (store) => {
      await use(store, "spent-marker", NOW + 1000)
      await use(store, "kept", NOW + 9000)
      await use(store, "other", NOW + 9000, NOW + 2000)
      equal((await store.backDoor.storedText()).includes("spent-marker"), false, "the expired use is still there")
      equal(await use(store, "kept", NOW + 9000, NOW + 2000), false)
    })
  })
