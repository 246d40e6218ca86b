import { Visits } from "../ports/visits.ts"
import { equal } from "./assertions.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite } from "./store-test.ts"

/** {@link Visits}. */
export const visitsContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Visits", (test) => {
    test("keeps the last visit of each", async (store) => {
      const last = (name: string) => store.run(Visits.use((it) => it.find(name)))
      equal(await last("alice"), undefined)
      await store.run(Visits.use((it) => it.record("alice", 1000)))
      await store.run(Visits.use((it) => it.record("bob", 2000)))
      await store.run(Visits.use((it) => it.record("alice", 3000)))
      equal(await last("alice"), 3000)
      equal(await last("bob"), 2000)
      equal(await last("Alice"), undefined)
    })
  })
