import type { Role } from "../model/role.ts"
import type { Change } from "../model/change.ts"
import { DomainTokens } from "../ports/domain-tokens.ts"
import { Roles } from "../ports/roles.ts"
import { equal, ok } from "./assertions.ts"
import { addLocal, addOperator, domainToken } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest, times } from "./store-test.ts"

const clerk: Role = { name: "clerk", parent: "user", allows: { account: ["r", "uo"], "cdr/files": ["*"] } }
const chief: Role = { name: "chief", parent: "clerk", allows: {} }

const list = (store: StoreTest) => store.run(Roles.use((it) => it.list()))
const roleOf = (store: StoreTest, kind: "operator" | "account", name: string) =>
  store.run(Roles.use((it) => it.roleOf({ kind, name })))

/** {@link Roles}, and the changes that make, give and remove roles. */
export const rolesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Roles", (test) => {
    test("keeps roles as they were made, by name", async (store) => {
      equal(await list(store), [])
      await store.commit({ _tag: "AddRole", role: clerk }, { _tag: "AddRole", role: chief })
      equal(await list(store), [chief, clerk])
      await store.refuses("role-free", { _tag: "AddRole", role: { ...clerk, allows: {} } })
    })

    test("puts a role in place of another, and where there was none", async (store) => {
      await store.commit({ _tag: "AddRole", role: clerk })
      const other: Role = { name: "clerk", parent: undefined, allows: { hook: ["r"] } }
      const admin: Role = { name: "admin", parent: "user", allows: { book: ["*"] } }
      await store.commit({ _tag: "PutRole", role: other }, { _tag: "PutRole", role: admin })
      equal(await list(store), [admin, other])
    })

    test("gives a role in place of the one before, and takes it away", async (store) => {
      await store.commit({ _tag: "AddRole", role: clerk }, { _tag: "AddRole", role: chief })
      const holder = { kind: "operator", name: "bob" } as const
      equal(await roleOf(store, "operator", "bob"), undefined)
      await store.commit({ _tag: "AssignRole", holder, role: "clerk" })
      await store.commit({ _tag: "AssignRole", holder, role: "chief" })
      equal(await roleOf(store, "operator", "bob"), "chief")
      equal(await roleOf(store, "account", "bob"), undefined)
      await store.commit({ _tag: "AssignRole", holder, role: undefined })
      equal(await roleOf(store, "operator", "bob"), undefined)
      await store.commit({ _tag: "AssignRole", holder, role: undefined })
    })

    test("takes the role away with the operator or the account", async (store) => {
      await store.commit(
        { _tag: "Authorize", name: "root", access: 4 },
        addOperator("bob"),
        addLocal("bob@example.org"),
        { _tag: "AddRole", role: clerk },
      )
      for (const [kind, name] of [
        ["operator", "bob"],
        ["account", "bob@example.org"],
        ["operator", "root"],
      ] as const) {
        await store.commit({ _tag: "AssignRole", holder: { kind, name }, role: "clerk" })
      }
      await store.commit({ _tag: "RemoveOperator", name: "bob" })
      equal(await roleOf(store, "operator", "bob"), undefined)
      equal(await roleOf(store, "account", "bob@example.org"), "clerk")
      await store.commit({ _tag: "RemoveAccount", address: addLocal("bob@example.org").address })
      equal(await roleOf(store, "account", "bob@example.org"), undefined)
      equal(await roleOf(store, "operator", "root"), "clerk")
    })

    test("gives nobody a role that is not there", async (store) => {
      const holder = { kind: "operator", name: "bob" } as const
      await store.refuses("role-present", { _tag: "AssignRole", holder, role: "clerk" })
      const nobody = { kind: "account", name: "bob@example.org" } as const
      await store.refuses("account-present", { _tag: "AssignRole", holder: nobody, role: "user" })
      await store.commit({ _tag: "AssignRole", holder: nobody, role: undefined })
      await store.refuses("role-present", { _tag: "AddRole", role: chief })
      await store.refuses("role-present", { _tag: "PutRole", role: { ...clerk, parent: undefined } })
      await store.refuses("role-present", { _tag: "AddDomainToken", token: domainToken("1", { role: "clerk" }) })
      // Those that are built in have no rows.
      await store.commit({ _tag: "AssignRole", holder, role: "user" })
    })

    const uses: ReadonlyArray<readonly [how: string, use: (index: number) => Change]> = [
      ["given", (index) => ({ _tag: "AssignRole", holder: { kind: "operator", name: `op${index}` }, role: "clerk" })],
      ["built upon", (index) => ({ _tag: "AddRole", role: { ...chief, name: `chief${index}` } })],
      ["put into a token", (index) => ({ _tag: "AddDomainToken", token: domainToken(`${index}`, { role: "clerk" }) })],
    ]
    for (const [how, use] of uses) {
      test(`removes no role that is ${how} at the same time`, async (store) => {
        await store.commit({ _tag: "AddRole", role: clerk })
        const remove = { _tag: "RemoveRole", name: "clerk" } as const
        await store.race([...times(3, (index) => [use(index)]), [remove], ...times(3, (index) => [use(index + 3)])])
        const roles = await list(store)
        const tokens = await store.run(DomainTokens.use((it) => it.list(domainToken("1").domain)))
        const holders = await Promise.all(
          Array.from({ length: 6 }, (_, index) => roleOf(store, "operator", `op${index}`)),
        )
        const used = [...roles.map(({ parent }) => parent), ...holders, ...tokens.map(({ role }) => role)]
        ok(roles.some(({ name }) => name === "clerk") === used.includes("clerk"), "a role that is gone is in use")
      })
    }

    test("brings no role back that is removed while it is changed", async (store) => {
      await store.commit({ _tag: "AddRole", role: clerk })
      const put = (): ReadonlyArray<Change> => [{ _tag: "PutRole", role: { ...clerk, allows: {} } }]
      await store.race([...times(3, put), [{ _tag: "RemoveRole", name: "clerk" }], ...times(3, put)])
      equal(await list(store), [])
    })

    test("removes a role that nobody has, and no other", async (store) => {
      const remove = { _tag: "RemoveRole", name: "clerk" } as const
      await store.refuses("role-present", remove)
      await store.commit({ _tag: "AddRole", role: clerk }, { _tag: "AddRole", role: chief })
      await store.refuses("role-unused", remove)
      await store.commit({ _tag: "RemoveRole", name: "chief" })
      const holder = { kind: "account", name: "alice@example.org" } as const
      await store.commit(addLocal(holder.name))
      await store.commit({ _tag: "AssignRole", holder, role: "clerk" })
      await store.refuses("role-unused", remove)
      await store.commit({ _tag: "AssignRole", holder, role: undefined })
      const token = domainToken("1", { role: "clerk" })
      await store.commit({ _tag: "AddDomainToken", token })
      await store.refuses("role-unused", remove)
      await store.commit({ _tag: "RemoveDomainToken", id: token.id, domain: token.domain })
      await store.commit(remove)
      equal(await list(store), [])
    })
  })
