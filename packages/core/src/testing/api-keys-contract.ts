import { ApiKeys } from "../ports/api-keys.ts"
import { equal } from "./assertions.ts"
import { apiKey } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite } from "./store-test.ts"

const bySecret = apiKey("by-secret", { label: "billing “Ä”", expires: 1_900_000_000_000 })
const byPair = apiKey("by-pair", {
  proof: { kind: "public-key", jwk: '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}' },
  host: "pbx.example.org",
  access: 1,
  created: bySecret.created + 1,
})

/** {@link ApiKeys}, and the changes that make and remove keys. */
export const apiKeysContract = (harness: StoreHarness): void =>
  storeSuite(harness, "ApiKeys", (test) => {
    test("finds keys as they were made, by id and by the hash of their secret", async (store) => {
      const { id } = bySecret
      equal(await store.run(ApiKeys.use((it) => it.find(id))), undefined)
      await store.commit({ _tag: "AddApiKey", key: bySecret }, { _tag: "AddApiKey", key: byPair })
      equal(await store.run(ApiKeys.use((it) => it.find(id))), bySecret)
      equal(await store.run(ApiKeys.use((it) => it.find(byPair.id))), byPair)
      equal(await store.run(ApiKeys.use((it) => it.findBySecret("hash-of-by-secret"))), bySecret)
      for (const other of ["", "hash-of-by-pair", "HASH-OF-BY-SECRET", "%"]) {
        equal(await store.run(ApiKeys.use((it) => it.findBySecret(other))), undefined, JSON.stringify(other))
      }
      equal(await store.run(ApiKeys.use((it) => it.find("BY-SECRET"))), undefined)
    })

    test("lists all, oldest first", async (store) => {
      equal(await store.run(ApiKeys.use((it) => it.list())), [])
      await store.commit({ _tag: "AddApiKey", key: byPair }, { _tag: "AddApiKey", key: bySecret })
      equal(await store.run(ApiKeys.use((it) => it.list())), [bySecret, byPair])
    })

    test("removes a key once", async (store) => {
      await store.commit({ _tag: "AddApiKey", key: bySecret }, { _tag: "AddApiKey", key: byPair })
      await store.commit({ _tag: "RemoveApiKey", id: bySecret.id })
      equal(await store.run(ApiKeys.use((it) => it.list())), [byPair])
      equal(await store.run(ApiKeys.use((it) => it.findBySecret("hash-of-by-secret"))), undefined)
      await store.refuses("key-present", { _tag: "RemoveApiKey", id: bySecret.id })
    })

    test("records the last use, and never an earlier one", async (store) => {
      await store.commit({ _tag: "AddApiKey", key: bySecret })
      const lastUsed = async () => (await store.run(ApiKeys.use((it) => it.find(bySecret.id))))?.lastUsed
      for (const [time, expected] of [
        [5000, 5000],
        [9000, 9000],
        [7000, 9000],
      ] as const) {
        await store.run(ApiKeys.use((it) => it.touch(bySecret.id, time)))
        equal(await lastUsed(), expected)
      }
      await store.run(ApiKeys.use((it) => it.touch("nobody", 1)))
    })
  })
