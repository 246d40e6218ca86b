import { AccountNumbers } from "../ports/account-numbers.ts"
import { equal, ok } from "./assertions.ts"
import { addLocal, address } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { type StoreTest, storeSuite } from "./store-test.ts"

const ALICE = address("alice@example.org")
const BOB = address("bob@example.org")

const numbersOf = (store: StoreTest, ...addresses: ReadonlyArray<typeof ALICE>) =>
  store.run(AccountNumbers.use((numbers) => numbers.numbersOf(addresses)))

const addressOf = (store: StoreTest, number: number) =>
  store.run(AccountNumbers.use((numbers) => numbers.addressOf(number)))

/** {@link AccountNumbers}. */
export const accountNumbersContract = (harness: StoreHarness): void =>
  storeSuite(harness, "AccountNumbers", (test) => {
    const withBoth = (store: StoreTest) => store.commit(addLocal(ALICE), addLocal(BOB))

    test("gives each account a number of its own and keeps it", async (store) => {
      await withBoth(store)
      equal((await numbersOf(store)).size, 0)
      const both = await numbersOf(store, ALICE, BOB)
      const [alice = 0, bob = 0] = [both.get(ALICE), both.get(BOB)]
      ok(Number.isSafeInteger(alice) && alice > 0 && Number.isSafeInteger(bob) && bob > 0, "whole numbers above 0")
      ok(alice !== bob, "different numbers")
      equal((await numbersOf(store, ALICE)).get(ALICE), alice)
      equal(await addressOf(store, alice), ALICE)
      equal(await addressOf(store, bob), BOB)
    })

    test("gives none to who has no account", async (store) => {
      await store.commit(addLocal(ALICE))
      equal([...(await numbersOf(store, BOB, ALICE)).keys()], [ALICE])
    })

    test("finds nobody by another number", async (store) => {
      await store.commit(addLocal(ALICE))
      const numbers = await numbersOf(store, ALICE)
      for (const number of [0, (numbers.get(ALICE) ?? 0) + 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
        equal(await addressOf(store, number), undefined, String(number))
      }
    })

    test("gives one number to one account that many ask for", async (store) => {
      await withBoth(store)
      const asked = await Promise.all(Array.from({ length: 16 }, () => numbersOf(store, ALICE, BOB)))
      equal(new Set(asked.map((numbers) => numbers.get(ALICE))).size, 1)
      equal(new Set(asked.map((numbers) => numbers.get(BOB))).size, 1)
    })

    test("never gives the number of a removed account again", async (store) => {
      await withBoth(store)
      const before = (await numbersOf(store, ALICE)).get(ALICE) ?? 0
      await store.commit({ _tag: "RemoveAccount", address: ALICE }, addLocal(ALICE))
      equal(await addressOf(store, before), undefined)
      for (const account of [BOB, ALICE]) {
        const after = (await numbersOf(store, account)).get(account) ?? 0
        ok(after > before, `${account} has ${after}, after ${before}`)
      }
    })

    test("numbers more accounts at once than a statement takes", async (store) => {
      const many = Array.from({ length: 1234 }, (_, i) => address(`n${i}@example.org`))
      await store.commit(...many.map((account) => addLocal(account)))
      const numbers = await numbersOf(store, ...many)
      equal(new Set(numbers.values()).size, many.length)
    })
  })
