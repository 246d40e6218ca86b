import type { Change, Guard } from "../../model/change.ts"
import { Authorizations } from "../../ports/operators.ts"
import { NumberPool } from "../../ports/number-pool.ts"
import { equal, ok } from "../assertions.ts"
import { addAlias, addDomain, addLocal, address, addRemote, credentials, mac, number } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite, times } from "../store-test.ts"

const MANY = 20
const ALICE = address("alice@example.org")
const lost = (guard: Guard): ReadonlyArray<Guard> => Array.from({ length: MANY - 1 }, () => guard)

export const concurrencyContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: many at once", (test) => {
    test("of many who make one address exactly one succeeds", async (store) => {
      const add = (index: number) => [
        addLocal("alice@example.org", { credentials: credentials("alice@example.org", `password ${index}`) }),
      ]
      equal(await store.race(times(MANY, add)), { won: 1, lost: lost("address-free") })
      equal((await store.backDoor.subscribers()).length, 1, "rows of subscriber")
      equal((await store.backDoor.audit()).length, 1, "audit records")
    })

    test("of many who make one address as local account, remote account and alias exactly one succeeds", async (store) => {
      const kinds: ReadonlyArray<Change> = [
        addLocal("alice@example.org"),
        addRemote("alice@example.org"),
        addAlias("alice@example.org", "bob@elsewhere.example", { localDestination: false }),
      ]
      const result = await store.race(times(MANY, (index) => kinds.slice(index % 3, (index % 3) + 1)))
      equal(result, { won: 1, lost: lost("address-free") })
      equal((await store.backDoor.addresses()).length, 1, "reservations")
    })

    test("of many who make one user part, unique over all domains, exactly one succeeds", async (store) => {
      const add = (index: number) => [addLocal(`alice@domain${index}.example`, { uniqueUser: true })]
      equal(await store.race(times(MANY, add)), { won: 1, lost: lost("user-free") })
      equal((await store.backDoor.subscribers()).length, 1, "rows of subscriber")
    })

    test("many different accounts are made at once", async (store) => {
      equal(await store.race(times(MANY, (index) => [addLocal(`user${index}@example.org`)])), { won: MANY, lost: [] })
      equal((await store.backDoor.subscribers()).length, MANY)
    })

    test("of many who take one number exactly one gets it", async (store) => {
      await store.commit({ _tag: "AddNumber", number: number("+15550001") })
      const take = { _tag: "TakeNumber", number: number("+15550001") } as const
      equal(await store.race(times(MANY, () => [take])), { won: 1, lost: lost("number-present") })
    })

    test("of many who change one version exactly one succeeds", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      const { version } = await store.account("alice@example.org")
      const change = (index: number): ReadonlyArray<Change> => [
        { _tag: "ChangeAccount", address: ALICE, version, set: { displayName: `${index}` } },
      ]
      equal(await store.race(times(MANY, change)), { won: 1, lost: lost("version") })
    })

    test("one super is left when all are taken away at once", async (store) => {
      await store.commit(...times(MANY, (index) => [{ _tag: "Authorize", name: `op${index}`, access: 4 }]).flat())
      const take = (index: number): ReadonlyArray<Change> =>
        index % 2 === 0
          ? [{ _tag: "Deauthorize", name: `op${index}` }]
          : [{ _tag: "Authorize", name: `op${index}`, access: 3 }]
      equal(await store.race(times(MANY, take)), { won: MANY - 1, lost: ["super-left"] })
      const supers = (await store.run(Authorizations.use((it) => it.list()))).filter((row) => row.access === 4)
      equal(supers.length, 1, "supers left")
    })

    test("an account gets one number from many who give it one", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      const give = (index: number) => [addAlias(`+155500${10 + index}@example.org`, "alice@example.org")]
      equal(await store.race(times(MANY, give)), { won: 1, lost: lost("one-number") })
    })

    test("of many who attach one phone to one account exactly one succeeds", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      const attach = { _tag: "AttachPhone", mac: mac("00085d000001"), address: ALICE } as const
      equal(await store.race(times(MANY, () => [attach])), { won: 1, lost: lost("phone-free") })
    })

    test("no phone is attached to an account that is removed at the same time", async (store) => {
      for (let round = 0; round < 5; round++) {
        const pair = { mac: mac("00085d000001"), address: address(`user${round}@example.org`) }
        await store.commit(addLocal(pair.address))
        const result = await store.race([
          [{ _tag: "AttachPhone", ...pair }],
          [{ _tag: "RemoveAccount", address: pair.address }],
        ])
        equal(result.won, 1, "change sets committed")
        ok(["account-present", "no-phones"].includes(result.lost[0] ?? ""), `unexpected guard ${result.lost[0]}`)
      }
    })

    test("no alias is made to an account that is removed at the same time", async (store) => {
      for (let round = 0; round < 5; round++) {
        const user = `user${round}@example.org`
        await store.commit(addLocal(user))
        const result = await store.race([
          [addAlias(`alias${round}@example.org`, user)],
          [{ _tag: "RemoveAccount", address: address(user) }],
        ])
        equal(result.won, 1, "change sets committed")
        ok(["account-present", "no-aliases"].includes(result.lost[0] ?? ""), `unexpected guard ${result.lost[0]}`)
      }
    })

    test("of many who make one domain exactly one succeeds", async (store) => {
      equal(await store.race(times(MANY, () => [addDomain("example.org")])), { won: 1, lost: lost("domain-free") })
      equal(await store.backDoor.domains(), ["example.org"])
    })

    test("of many who make one operator exactly one succeeds", async (store) => {
      const add = {
        _tag: "AddOperator",
        operator: { name: "bob", fullName: "", email: "", passwordHash: "$x$" },
      } as const
      equal(await store.race(times(MANY, () => [add])), { won: 1, lost: lost("operator-free") })
    })

    test("a number does not become free and an alias at the same time", async (store) => {
      await store.commit(addLocal("alice@example.org"))
      const free = number("+15550001")
      await store.race([
        [{ _tag: "AddNumber", number: free }],
        [addAlias("+15550001@example.org", "alice@example.org")],
        [{ _tag: "AddNumberRange", first: number("+15550000"), last: number("+15550009") }],
      ])
      equal((await store.backDoor.dbaliases()).length, 1, "the alias")
      equal(await store.run(NumberPool.use((it) => it.has(free))), false, "the number is in the pool")
    })

    test("change sets that touch each other's rows in opposite order both end", async (store) => {
      await store.commit(addLocal("alice@example.org"), addLocal("bob@example.org"))
      const both = ["alice@example.org", "bob@example.org"]
      const change = (index: number): ReadonlyArray<Change> =>
        (index % 2 === 0 ? both : both.toReversed()).map((spelling) => ({
          _tag: "ChangeCredentials",
          address: address(spelling),
          credentials: credentials(spelling, `password ${index}`),
        }))
      equal(await store.race(times(MANY, change)), { won: MANY, lost: [] })
      const passwords = await Promise.all(
        both.map(async (spelling) => (await store.account(spelling)).credentials.password),
      )
      equal(passwords[0], passwords[1], "both passwords are of one change set")
    })

    test("overlapping ranges add every number once", async (store) => {
      const range = (index: number): ReadonlyArray<Change> => [
        { _tag: "AddNumberRange", first: number(`+15550${100 + index}`), last: number(`+15550${199 + index}`) },
      ]
      equal(await store.race(times(5, range)), { won: 5, lost: [] })
      const query = { after: undefined, limit: 1000, search: undefined }
      equal((await store.run(NumberPool.use((it) => it.list(query)))).items.length, 104, "numbers")
    })
  })
