import { DomainTokens } from "../ports/domain-tokens.ts"
import { equal } from "./assertions.ts"
import { domain, domainToken } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

const first = domainToken("1", { role: "admin" })
const second = domainToken("2", { created: first.created + 1, enabled: false })
const elsewhere = domainToken("3", { domain: domain("example.net") })

const list = (store: StoreTest, name: string) => store.run(DomainTokens.use((it) => it.list(domain(name))))
const add = (store: StoreTest) =>
  store.commit(
    { _tag: "AddDomainToken", token: second },
    { _tag: "AddDomainToken", token: first },
    { _tag: "AddDomainToken", token: elsewhere },
  )

/** {@link DomainTokens}, and the changes that make and remove tokens. */
export const domainTokensContract = (harness: StoreHarness): void =>
  storeSuite(harness, "DomainTokens", (test) => {
    test("finds tokens, and lists those of a domain, oldest first", async (store) => {
      equal(await list(store, "example.org"), [])
      await add(store)
      equal(await list(store, "example.org"), [first, second])
      equal(await store.run(DomainTokens.use((it) => it.find(elsewhere.id))), elsewhere)
      equal(await store.run(DomainTokens.use((it) => it.find("nobody"))), undefined)
    })

    test("lets a token act or not, in its own domain only", async (store) => {
      await add(store)
      const set = (id: string, of: string, enabled: boolean) =>
        ({ _tag: "SetDomainTokenEnabled", id, domain: domain(of), enabled }) as const
      await store.commit(set(second.id, "example.org", true), set(first.id, "example.org", false))
      equal(
        (await list(store, "example.org")).map(({ enabled }) => enabled),
        [false, true],
      )
      await store.commit(set(first.id, "example.org", false))
      await store.refuses("token-present", set(elsewhere.id, "example.org", false))
    })

    test("removes a token, in its own domain only", async (store) => {
      await add(store)
      const remove = (id: string) => ({ _tag: "RemoveDomainToken", id, domain: domain("example.org") }) as const
      await store.refuses("token-present", remove(elsewhere.id))
      await store.commit(remove(first.id))
      await store.refuses("token-present", remove(first.id))
      equal(await list(store, "example.org"), [second])
      equal(await list(store, "example.net"), [elsewhere])
    })
  })
