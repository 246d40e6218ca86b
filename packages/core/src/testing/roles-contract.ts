import type { Role } from "../model/role.ts"
import { Roles } from "../ports/roles.ts"
import { equal } from "./assertions.ts"
import { addLocal, addOperator, domainToken } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

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

    test("removes a role that nobody has, and no other", async (store) => {
      const remove = { _tag: "RemoveRole", name: "clerk" } as const
      await store.refuses("role-present", remove)
      await store.commit({ _tag: "AddRole", role: clerk }, { _tag: "AddRole", role: chief })
      await store.refuses("role-unused", remove)
      await store.commit({ _tag: "RemoveRole", name: "chief" })
      const holder = { kind: "account", name: "alice@example.org" } as const
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
