import type { ChangeSet } from "../../model/change.ts"
import { DomainTokens } from "../../ports/domain-tokens.ts"
import { Domains } from "../../ports/domains.ts"
import { domainOf } from "../../values/sip-address.ts"
import { equal } from "../assertions.ts"
import {
  addAlias,
  addDomain,
  addLocal,
  addRemote,
  address,
  aliasRow,
  domain,
  domainToken,
  servers,
  space,
  subscriberRow,
} from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite } from "../store-test.ts"

export const domainChangesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: domains", (test) => {
    const remove = { _tag: "RemoveDomain", domain: domain("example.org") } as const

    test("adds a domain once, in any case", async (store) => {
      await store.commit(addDomain("example.org"))
      await store.refuses("domain-free", addDomain("example.org"))
      await store.backDoor.insertDomain("Example.NET")
      await store.refuses("domain-free", addDomain("example.net"))
    })

    test("removes a domain and its servers", async (store) => {
      await store.refuses("domain-present", remove)
      await store.commit(addDomain("example.org"), { _tag: "SetDomainServers", domain: remove.domain, servers })
      await store.commit(remove)
      equal(await store.backDoor.domains(), [])
      equal(await store.run(Domains.use((it) => it.servers(remove.domain))), undefined)
      await store.refuses("domain-present", remove)
    })

    test("removes its tokens with it, so that they are none of a later domain of that name", async (store) => {
      const tokens = [domainToken("1"), domainToken("2", { domain: domain("example.net") })]
      await store.commit(addDomain("example.org"), addDomain("example.net"))
      await store.commit(...tokens.map((token) => ({ _tag: "AddDomainToken", token }) as const))
      await store.commit(remove)
      const found = await Promise.all(tokens.map(({ id }) => store.run(DomainTokens.use((it) => it.find(id)))))
      equal(found, [undefined, tokens[1]])
    })

    const token = (index: number) => ({ _tag: "AddDomainToken", token: domainToken(`${index}`), local: true }) as const
    const setServers = { _tag: "SetDomainServers", domain: remove.domain, servers, local: true } as const

    test("gives nothing to a domain that is not there, where it has to be", async (store) => {
      for (const change of [token(1), setServers]) await store.refuses("domain-present", change)
      await store.backDoor.insertDomain("Example.ORG")
      await store.commit(token(1), setServers)
    })

    test("leaves nothing behind that a domain is given while it is removed", async (store) => {
      await store.commit(addDomain("example.org"))
      const give = (from: number) => [1, 2, 3].map((index) => [token(from + index), setServers])
      await store.race([...give(0), [remove], ...give(3)])
      equal(await store.backDoor.domains(), [])
      equal(await store.run(DomainTokens.use((it) => it.list(remove.domain))), [])
      equal(await store.run(Domains.use((it) => it.servers(remove.domain))), undefined)
    })

    /** All ways to make something in a domain, which has to be there still. */
    const madeIn = (name: string): ReadonlyArray<ChangeSet> => [
      [addLocal(`alice@${name}`, { local: true })],
      [addAlias(`info@${name}`, "somebody@example.com", { localDestination: false, local: true })],
      [addLocal(`deactivated@${name}`, { activated: false, local: true })],
      ["bob", "carol"].map((user) => addLocal(`${user}@${name}`, { local: true })),
    ]

    test("makes no account and no alias in a domain that is not there, where it has to be", async (store) => {
      for (const changes of madeIn("example.org")) await store.refuses("domain-present", ...changes)
      await store.backDoor.insertDomain("Example.ORG")
      for (const changes of madeIn("example.org")) await store.commit(...changes)
      await store.commit(addDomain("example.net"))
      for (const changes of madeIn("example.net")) await store.commit(...changes)
    })

    test("is not removed while an account or an alias is made in it, and nothing is made in it when it is gone", async (store) => {
      for (let turn = 0; turn < 8; turn++) {
        const name = `${turn}.example.org`
        await store.commit(addDomain(name))
        const removal: ChangeSet = [{ _tag: "RemoveDomain", domain: domain(name) }]
        const made = madeIn(name)
        await store.race([...made.slice(0, turn % 4), removal, ...made.slice(turn % 4)])
        const isThere = (await store.backDoor.domains()).includes(name)
        const names = [
          ...(await store.backDoor.subscribers()).map((row) => row.domain),
          ...(await store.backDoor.dbaliases()).map((row) => row.alias_domain),
          ...(await store.backDoor.addresses()).map((row) => domainOf(address(row.address))),
        ]
        equal(names.includes(name), isThere, `whether something is in ${name}, which is there or not`)
      }
    })

    test("refuses while it is a space", async (store) => {
      await store.commit(addDomain("example.org"), { _tag: "AddSpace", space: space("example.org") })
      await store.refuses("domain-unused", remove)
      await store.commit({ _tag: "RemoveSpace", domain: remove.domain }, remove)
    })

    test("removes a domain that was made outside, in any case", async (store) => {
      await store.backDoor.insertDomain("Example.ORG")
      await store.commit(remove)
      equal(await store.backDoor.domains(), [])
    })

    test("refuses while an account is in it", async (store) => {
      await store.commit(addDomain("example.org"), addLocal("alice@example.org"))
      await store.refuses("domain-unused", remove)
      await store.commit({ _tag: "RemoveAccount", address: address("alice@example.org") }, addRemote("bob@example.org"))
      await store.refuses("domain-unused", remove)
      await store.commit({ _tag: "RemoveAccount", address: address("bob@example.org") }, remove)
    })

    test("refuses while an account made outside is in it, seen before or not", async (store) => {
      await store.commit(addDomain("example.org"))
      await store.backDoor.insertSubscriber(subscriberRow("alice@Example.org"))
      await store.refuses("domain-unused", remove)
    })

    test("refuses while an alias is in it, not one that points into it", async (store) => {
      await store.commit(addDomain("example.org"))
      await store.backDoor.insertAlias(aliasRow("info@EXAMPLE.org", "alice@example.net"))
      await store.refuses("domain-unused", remove)
      await store.backDoor.deleteAlias({ alias_username: "info", alias_domain: "EXAMPLE.org" })
      await store.backDoor.insertAlias(aliasRow("info@example.net", "alice@example.org"))
      await store.commit(remove)
    })
  })
