import { Domains } from "../ports/domains.ts"
import { equal, sameMembers } from "./assertions.ts"
import { addDomain, domain, port, servers } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

const isLocal = (store: StoreTest, name: string) => store.run(Domains.use((it) => it.isLocal(domain(name))))
const list = (store: StoreTest) => store.run(Domains.use((it) => it.list()))
const lookUp = (store: StoreTest, name: string) => store.run(Domains.use((it) => it.lookUp(domain(name))))
const serversOf = (store: StoreTest, name: string) => store.run(Domains.use((it) => it.servers(domain(name))))

/** {@link Domains}: what Kamailio serves, and the servers we keep. */
export const domainsContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Domains", (test) => {
    test("knows no domain at first", async (store) => {
      equal(await isLocal(store, "example.org"), false)
      equal(await list(store), [])
    })

    test("knows what was added, in order", async (store) => {
      await store.commit(addDomain("example.org"), addDomain("example.net"))
      equal(await isLocal(store, "example.org"), true)
      equal(await isLocal(store, "sub.example.org"), false)
      equal(await list(store), ["example.net", "example.org"])
      sameMembers(await store.backDoor.domains(), ["example.net", "example.org"])
    })

    test("sees a domain made outside, in any case, and keeps its spelling", async (store) => {
      await store.backDoor.insertDomain("Example.ORG")
      equal(await isLocal(store, "example.org"), true)
      equal(await list(store), ["Example.ORG"])
    })

    test("keeps servers of any domain, and replaces them", async (store) => {
      equal(await serversOf(store, "example.org"), undefined)
      await store.commit({ _tag: "SetDomainServers", domain: domain("example.org"), servers })
      equal(await serversOf(store, "example.org"), servers)
      equal(await isLocal(store, "example.org"), false, "servers make no domain local")
      const others = { ...servers, registrar: "other.example.org", registrarPort: port(65_535) }
      await store.commit({ _tag: "SetDomainServers", domain: domain("example.org"), servers: others })
      equal(await serversOf(store, "example.org"), others)
      equal(await serversOf(store, "example.net"), undefined)
    })

    test("looks up at once whether a domain is local and what its servers are", async (store) => {
      equal(await lookUp(store, "example.org"), { isLocal: false, servers: undefined })
      await store.backDoor.insertDomain("Example.ORG")
      equal(await lookUp(store, "example.org"), { isLocal: true, servers: undefined })
      await store.commit({ _tag: "SetDomainServers", domain: domain("example.org"), servers })
      equal(await lookUp(store, "example.org"), { isLocal: true, servers })
      await store.commit({ _tag: "SetDomainServers", domain: domain("example.net"), servers })
      equal(await lookUp(store, "example.net"), { isLocal: false, servers })
    })
  })
