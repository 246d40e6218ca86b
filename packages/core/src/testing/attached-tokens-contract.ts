import { AttachedTokens } from "../ports/attached-tokens.ts"
import { equal } from "./assertions.ts"
import { addLocal, address } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { type StoreTest, storeSuite } from "./store-test.ts"

const NOW = 1_750_000_000_000
const ALICE = address("alice@example.org")
const BOB = address("bob@example.org")

const attach = (store: StoreTest, hash: string, account = ALICE, now = NOW) =>
  store.run(AttachedTokens.use((tokens) => tokens.attach({ hash, account, expires: NOW + 60_000 }, now)))

const take = (store: StoreTest, hash: string, now = NOW) =>
  store.run(AttachedTokens.use((tokens) => tokens.take(hash, now)))

/** {@link AttachedTokens}. */
export const attachedTokensContract = (harness: StoreHarness): void =>
  storeSuite(harness, "AttachedTokens", (test) => {
    const withBoth = (store: StoreTest) => store.commit(addLocal(ALICE), addLocal(BOB))

    test("attaches a token once and gives it away once", async (store) => {
      await withBoth(store)
      equal(await take(store, "one"), undefined)
      equal(await attach(store, "one"), true)
      equal(await attach(store, "one", BOB), false)
      equal(await take(store, "another"), undefined)
      equal(await take(store, "one"), ALICE)
      equal(await take(store, "one"), undefined)
      equal(await attach(store, "one", BOB), false, "attached after it was taken")
      equal(await take(store, "one"), undefined)
    })

    test("attaches none to who has no account, and takes those of an account away with it", async (store) => {
      equal(await attach(store, "one"), false)
      await withBoth(store)
      equal(await attach(store, "one"), true)
      equal(await attach(store, "two", BOB), true)
      await store.commit({ _tag: "RemoveAccount", address: ALICE }, addLocal(ALICE))
      equal(await take(store, "one"), undefined)
      equal(await attach(store, "one"), false)
      equal(await take(store, "two"), BOB)
    })

    test("gives none away that has expired", async (store) => {
      await withBoth(store)
      await attach(store, "one")
      equal(await take(store, "one", NOW + 60_000), undefined)
    })

    test("attaches for one, and gives to one, of many callers", async (store) => {
      await withBoth(store)
      const attached = await Promise.all([ALICE, BOB, ALICE, BOB].map((account) => attach(store, "one", account)))
      equal(attached.filter(Boolean).length, 1)
      const taken = await Promise.all(Array.from({ length: 8 }, () => take(store, "one")))
      equal(taken.filter((account) => account !== undefined).length, 1)
    })

    test("forgets tokens that have expired", async (store) => {
      await withBoth(store)
      for (let i = 0; i < 30; i++) await attach(store, `old-${i}`)
      const later = NOW + 120_000
      for (let i = 0; i < 30; i++) {
        await store.run(
          AttachedTokens.use((tokens) =>
            tokens.attach({ hash: `new-${i}`, account: ALICE, expires: later + 60_000 }, later),
          ),
        )
      }
      equal((await store.backDoor.storedText()).includes("old-"), false)
    })
  })
