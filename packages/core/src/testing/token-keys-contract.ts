import { TokenKeys } from "../ports/token-keys.ts"
import { equal } from "./assertions.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

const keys = async (store: StoreTest, use: string) =>
  (await store.run(TokenKeys.use((it) => it.keysFor(use)))).map((key) => [...key].join())

/** {@link TokenKeys}. */
export const tokenKeysContract = (harness: StoreHarness): void =>
  storeSuite(harness, "TokenKeys", (test) => {
    test("has keys of 32 bytes, the same for one use and others for another", async (store) => {
      const [first] = await store.run(TokenKeys.use((it) => it.keysFor("jwt")))
      equal(first.length, 32)
      equal(await keys(store, "jwt"), await keys(store, "jwt"))
      const other = await keys(store, "nonce")
      equal(
        (await keys(store, "jwt")).some((key) => other.includes(key)),
        false,
        "a key for two uses",
      )
    })

    test("keeps them out of its tables", async (store) => {
      const [key] = await store.run(TokenKeys.use((it) => it.keysFor("jwt")))
      const hex = [...key].map((byte) => byte.toString(16).padStart(2, "0")).join("")
      const text = await store.backDoor.storedText()
      equal(
        [hex, btoa(String.fromCharCode(...key)), [...key].join()].some((form) => text.includes(form)),
        false,
      )
    })
  })
