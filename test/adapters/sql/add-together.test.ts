import { asOneCall, type Change, noPhoneSettings, noProfile, Provisioning } from "@sipwright/core"
import { expect, it } from "vitest"
import type { StoreDeps } from "../../../packages/adapters/src/sql/store-deps.ts"
import { onEach } from "./on-each-database.ts"
import { addLocal, record, subscriberRow } from "./samples.ts"
import { sqlBackDoor } from "./sql-back-door.ts"
import { type SqlStore, tables } from "./sql-fixture.ts"

const commit = (store: SqlStore, change: Change) =>
  store.run(asOneCall(Provisioning.use((it) => it.commit([change], record))))

const commitAll = (store: SqlStore, changes: ReadonlyArray<Change>) =>
  Promise.allSettled(changes.map((change) => commit(store, change)))

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `user${index}@example.org`)

/** As different as accounts may be. */
const various = [
  ...numbered(8).map((name) => addLocal(name)),
  addLocal("quoted@example.org", { settings: { ...noPhoneSettings, displayName: `O'Neil "\\" ? ; -- 😀 ü` } }),
  addLocal("settings@example.org", {
    settings: {
      displayName: "",
      authId: "id",
      registrar: "sip.example.org",
      registrarPort: 5061 as never,
      proxy: "proxy.example.org",
      proxyPort: 5062 as never,
      dialPlan: "x.T",
      lineText: "Line",
    },
    email: "",
  }),
  addLocal("profile@example.org", {
    profile: { ...noProfile, access: 3, dictionary: { key: `{"a": 1}` }, provisioningToken: "token" },
  }),
  addLocal("elsewhere@example.net"),
]

onEach("accounts that are added at once", (fixture, kind) => {
  const isServer = kind.name !== "sqlite"
  const door = () => sqlBackDoor(fixture())

  /** A store that has looked at what others made, and counts its statements that make accounts. */
  const opened = async () => {
    let statements = 0
    const counting = (deps: StoreDeps): StoreDeps => {
      const { own } = deps.databases
      const counted = {
        ...own,
        change: (...asked: Parameters<typeof own.change>) => {
          statements++
          return own.change(...asked)
        },
      }
      return { ...deps, databases: { ...deps.databases, own: counted, kamailio: counted } }
    }
    const store = await fixture().store(counting)
    await commit(store, addLocal("first@example.org"))
    statements = 0
    return { store, statements: () => statements }
  }

  const withoutSecrets = (rows: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
    rows.map(({ id: _id, secret: _secret, ...row }) => row)
  const rows = async () => ({
    subscriber: withoutSecrets(await fixture().own.query("SELECT * FROM subscriber ORDER BY username, domain")),
    account: withoutSecrets(await fixture().own.query(`SELECT * FROM ${tables.account} ORDER BY address`)),
    address: await fixture().own.query(`SELECT * FROM ${tables.address} ORDER BY address`),
    audit: withoutSecrets(await fixture().own.query(`SELECT * FROM ${tables.audit} ORDER BY id`)),
  })

  it("are the same as when they are added one after the other", async () => {
    const one = await opened()
    for (const change of various) await commit(one.store, change)
    const expected = await rows()
    expect(expected.account).toHaveLength(various.length + 1)
    await fixture().clear()
    const other = await opened()
    const outcomes = await commitAll(other.store, various)
    expect(outcomes.map(({ status }) => status)).toEqual(various.map(() => "fulfilled"))
    expect(await rows()).toEqual(expected)
    expect(other.statements()).toBe(isServer ? 1 : 0)
  })

  it("stand in nobody's way but their own", async () => {
    const { store } = await opened()
    await commit(store, addLocal("taken@example.org"))
    await door().insertSubscriber(subscriberRow("outside@example.org"))
    const changes = ["a", "taken", "b", "outside", "twice", "twice", "c"].map((user) => addLocal(`${user}@example.org`))
    const outcomes = await commitAll(store, changes)
    const made = outcomes.map(({ status }) => status === "fulfilled")
    expect(made.filter((isMade) => isMade)).toHaveLength(4)
    expect([made[0], made[1], made[2], made[3], made[6]]).toEqual([true, false, true, false, true])
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ guard: "address-free" })
    }
    const { subscriber, account } = await rows()
    expect(account.map((row) => row["address"])).toEqual(
      ["a", "b", "c", "first", "taken", "twice"].map((user) => `${user}@example.org`),
    )
    expect(subscriber).toHaveLength(7)
  })

  it("are not refused for what the database cannot store of another", async () => {
    const { store } = await opened()
    const tooLong = addLocal("long@example.org", {
      profile: { ...noProfile, provisioningToken: "x".repeat(70_000) },
    })
    const outcomes = await commitAll(store, [addLocal("a@example.org"), tooLong, addLocal("b@example.org")])
    const isStored = kind.name === "sqlite" ? "fulfilled" : "rejected"
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", isStored, "fulfilled"])
    expect((await rows()).audit).toHaveLength(kind.name === "sqlite" ? 4 : 3)
  })
})
