import {
  Accounts,
  type CallPermissions,
  type Change,
  NumberPool,
  Provisioning,
  StoreUnavailable,
} from "@sipwright/core"
import { Effect } from "effect"
import { expect, it } from "vitest"
import type { StoreDeps } from "../../../packages/adapters/src/sql/store-deps.ts"
import { onEach } from "./on-each-database.ts"
import { addLocal, address, mac, number, record, ref, subscriberRow } from "./samples.ts"
import { sqlBackDoor } from "./sql-back-door.ts"
import { type SqlFixture, type SqlStore, tables } from "./sql-fixture.ts"

const ALICE = address("alice@example.org")

const commit = (store: SqlStore, ...changes: ReadonlyArray<Change>) =>
  store.run(Provisioning.use((it) => it.commit(changes, record)))

const attempt = (store: SqlStore, ...changes: ReadonlyArray<Change>) =>
  store.run(Effect.flip(Provisioning.use((it) => it.commit(changes, record))))

const rowCounts = async ({ own, kamailio }: SqlFixture) => {
  const counts: Record<string, number> = {}
  const count = async (database: typeof own, table: string) => {
    counts[table] = Number((await database.query(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.["n"])
  }
  for (const table of ["subscriber", "dbaliases", "domain", "usr_preferences", "grp"]) await count(kamailio, table)
  const ours = [tables.account, tables.address, tables.phone, tables.number, tables.operator, tables.journal]
  for (const table of [...ours, tables.journalSubject, tables.audit]) await count(own, table)
  return counts
}

const everyKind: ReadonlyArray<Change> = [
  { _tag: "AddDomain", domain: "example.org" as never },
  addLocal("alice@example.org"),
  { _tag: "AttachPhone", mac: mac("00085d000001"), address: ALICE },
  {
    _tag: "AddAlias",
    alias: address("info@example.org"),
    destination: ALICE,
    localDestination: true,
    number: undefined,
  },
  { _tag: "SetForwarding", address: ALICE, target: "+15551234567" },
  { _tag: "AddNumberRange", first: number("+15550000"), last: number("+15550099") },
  { _tag: "AddOperator", operator: { name: "olga", fullName: "", email: "", passwordHash: "$x$" } },
]

const withoutAudit = (deps: StoreDeps): StoreDeps => ({
  ...deps,
  tables: { ...tables, audit: "sipwright_nowhere" },
})

for (const layout of ["one", "two"] as const) {
  onEach(
    `commit, ${layout} database${layout === "two" ? "s" : ""}`,
    (fixture) => {
      it("leaves no row anywhere when the last statement fails", async () => {
        const broken = await fixture().store(withoutAudit)
        const error = await attempt(broken, ...everyKind)
        expect(error).toBeInstanceOf(StoreUnavailable)
        expect(error).toMatchObject({ outcome: "unchanged" })
        expect(Object.values(await rowCounts(fixture())).every((count) => count === 0)).toBe(true)
        const store = await fixture().store()
        await commit(store, ...everyKind)
        expect(await rowCounts(fixture())).toMatchObject({ subscriber: 1, [tables.account]: 1, [tables.journal]: 0 })
      })

      it("leaves no row anywhere when Kamailio's table refuses", async () => {
        const store = await fixture().store()
        const target = "x".repeat(5000)
        const error = await attempt(store, addLocal("alice@example.org"), {
          _tag: "SetForwarding",
          address: ALICE,
          target,
        }).catch(() => "committed")
        // SQLite does not enforce the width of a column.
        if (error === "committed") return
        expect(error).toMatchObject({ failure: "too-long", outcome: "unchanged" })
        expect(Object.values(await rowCounts(fixture())).every((count) => count === 0)).toBe(true)
      })

      it("mirrors permissions to groups, one a flag, and removes what hangs on an account", async () => {
        const store = await fixture().store((deps) => ({ ...deps, groups: true }))
        const groups = async () =>
          (await fixture().kamailio.query("SELECT grp FROM grp WHERE username = 'alice'"))
            .map((row) => String(row["grp"]))
            .toSorted()
        await commit(store, addLocal("alice@example.org", { permissions: 5 as CallPermissions }))
        expect(await groups()).toEqual(["INTERNAL", "NOCALLS"])
        const version = (await store.run(Accounts.use((it) => it.find(ref(ALICE)))))?.version ?? 0
        const set = { permissions: 6 as CallPermissions }
        await fixture().kamailio.query(
          "INSERT INTO grp (username, domain, grp) VALUES ('alice', 'example.org', 'theirs')",
        )
        await commit(store, { _tag: "ChangeAccount", address: ALICE, version, set })
        expect(await groups()).toEqual(["EMERGENCY", "INTERNAL", "theirs"])
        await fixture().kamailio.query(
          "INSERT INTO uri (username, domain, uri_user) VALUES ('alice', 'example.org', 'a')",
        )
        await commit(store, { _tag: "SetForwarding", address: ALICE, target: "+15551234567" })
        await commit(store, { _tag: "RemoveAccount", address: ALICE })
        expect(await groups()).toEqual([])
        expect(await fixture().kamailio.query("SELECT * FROM uri")).toEqual([])
        expect(await fixture().kamailio.query("SELECT * FROM usr_preferences")).toEqual([])
      })

      it("keeps email and permissions in Kamailio's row where it has columns for them", async () => {
        const { kamailio } = fixture()
        const columns = ["email_address VARCHAR(64) DEFAULT '' NOT NULL", "rpid VARCHAR(64)", "permittedcalls INTEGER"]
        const plain = await kamailio.query("SELECT 1 AS one")
        expect(plain.length).toBe(1)
        for (const column of columns) await kamailio.query(`ALTER TABLE subscriber ADD COLUMN ${column}`)
        try {
          const store = await fixture().store()
          const find = () => store.run(Accounts.use((it) => it.find(ref(ALICE))))
          const row = async () =>
            (await kamailio.query("SELECT email_address, permittedcalls FROM subscriber")).map((found) => ({
              ...found,
            }))
          await commit(store, addLocal("alice@example.org"))
          expect(await row()).toEqual([{ email_address: "sample@example.org", permittedcalls: 63 }])
          await kamailio.query(
            "UPDATE subscriber SET email_address = 'theirs@example.org', rpid = 'sip:a@b', permittedcalls = 7",
          )
          expect(await find()).toMatchObject({ email: "theirs@example.org", rpid: "sip:a@b", permissions: 7 })
          const version = (await find())?.version ?? 0
          const set = { email: "ours@example.org", permissions: 9 as CallPermissions }
          await commit(store, { _tag: "ChangeAccount", address: ALICE, version, set })
          expect(await row()).toEqual([{ email_address: "ours@example.org", permittedcalls: 9 }])

          await commit(store, { _tag: "SetAccountState", address: ALICE, blocked: true })
          const parked = await find()
          expect(parked).toMatchObject({ state: "blocked", email: "ours@example.org", rpid: "sip:a@b", permissions: 9 })
          await commit(store, {
            _tag: "ChangeAccount",
            address: ALICE,
            version: parked?.version ?? 0,
            set: { email: "parked@example.org" },
          })
          await commit(store, { _tag: "SetAccountState", address: ALICE, blocked: false })
          expect(await find()).toMatchObject({ email: "parked@example.org", rpid: "sip:a@b", permissions: 9 })
        } finally {
          for (const column of ["email_address", "rpid", "permittedcalls"]) {
            await kamailio.query(`ALTER TABLE subscriber DROP COLUMN ${column}`)
          }
        }
      })

      it("changes and removes an account that was made outside and never seen", async () => {
        const store = await fixture().store()
        const door = sqlBackDoor(fixture())
        await door.insertSubscriber(subscriberRow("alice@example.org"))
        await commit(store, { _tag: "AttachPhone", mac: mac("00085d000001"), address: ALICE })
        await commit(store, { _tag: "DetachPhone", mac: mac("00085d000001"), address: ALICE })
        await door.insertSubscriber(subscriberRow("bob@example.org"))
        await commit(store, { _tag: "RemoveAccount", address: address("bob@example.org") })
        expect((await door.subscribers()).map((row) => row.username)).toEqual(["alice"])
      })

      it("adds a hundred thousand numbers with exact counts", async () => {
        const store = await fixture().store()
        await commit(store, { _tag: "AddNumber", number: number("+15000050000") })
        await sqlBackDoor(fixture()).insertAlias({
          alias_username: "+15000150000",
          alias_domain: "example.org",
          username: "a",
          domain: "b",
        })
        const range = { _tag: "AddNumberRange", first: number("+15000000000"), last: number("+15000199999") } as const
        expect(await commit(store, range)).toEqual({ added: 199_998, skipped: 2 })
        expect(await store.run(NumberPool.use((it) => it.has(number("+15000150000"))))).toBe(false)
        expect(await store.run(NumberPool.use((it) => it.has(number("+15000199999"))))).toBe(true)
      })
    },
    layout,
  )
}
