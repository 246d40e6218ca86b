import { ApiKeys } from "../ports/api-keys.ts"
import { equal } from "./assertions.ts"
import { addLocal, address, apiKey } from "./fixtures.ts"
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

    test("keeps one key an account, beside those of programs, as long as the account is there and lets it", async (store) => {
      const ALICE = address("alice@example.org")
      const key = (id: string) => apiKey(id, { account: ALICE, access: 0, idle: 3_600_000 })
      const find = (id: string) => store.run(ApiKeys.use((it) => it.find(id)))
      await store.refuses("account-present", { _tag: "AddApiKey", key: key("first") })
      await store.commit(addLocal("alice@example.org"), addLocal("bob@example.org"))
      const ofBob = apiKey("of-bob", { account: address("bob@example.org") })
      await store.commit({ _tag: "AddApiKey", key: bySecret }, { _tag: "AddApiKey", key: ofBob })
      await store.commit({ _tag: "AddApiKey", key: key("first") })
      equal(await find("first"), key("first"))
      await store.commit({ _tag: "AddApiKey", key: key("second") })
      equal(await find("first"), undefined)
      equal(await store.run(ApiKeys.use((it) => it.findBySecret("hash-of-second"))), key("second"))
      equal(await store.run(ApiKeys.use((it) => it.list())), [bySecret])
      await Promise.all(["a", "b", "c"].map((id) => store.commit({ _tag: "AddApiKey", key: key(id) })))
      equal((await Promise.all(["a", "b", "c"].map(find))).filter((found) => found !== undefined).length, 1)
      await store.commit({ _tag: "EndSessions", subject: { kind: "account", name: ALICE } })
      equal(
        (await Promise.all(["a", "b", "c"].map(find))).filter((found) => found !== undefined),
        [],
      )
      await store.commit({ _tag: "AddApiKey", key: key("third") }, { _tag: "RemoveAccount", address: ALICE })
      equal(await find("third"), undefined)
      equal(await find("of-bob"), ofBob)
    })

    test("does not hand the key of an account that was removed outside to the next of its name", async (store) => {
      const ALICE = address("alice@example.org")
      await store.commit(addLocal("alice@example.org"), { _tag: "AddApiKey", key: apiKey("old", { account: ALICE }) })
      await store.backDoor.deleteSubscriber({ username: "alice", domain: "example.org" })
      await store.commit(addLocal("alice@example.org"))
      equal(await store.run(ApiKeys.use((it) => it.find("old"))), undefined)
    })
  })
