import { Accounts, Aliases, type ChangeSet, Provisioning } from "@sipwright/core"
import { Effect, Redacted } from "effect"
import { expect, it } from "vitest"
import { onEach } from "./on-each-database.ts"
import { addLocal, mac, ref, record, subscriberRow } from "./samples.ts"
import { sqlBackDoor } from "./sql-back-door.ts"
import { type SqlFixture, type SqlStore, tables } from "./sql-fixture.ts"

const find = (store: SqlStore, spelling: string) => store.run(Accounts.use((it) => it.find(ref(spelling))))

const page = { after: undefined, limit: 1000, search: undefined, domain: undefined }

const listed = async (store: SqlStore) =>
  (await store.run(Accounts.use((it) => it.list(page)))).items.map((item) => item.address as string)

/** Many rows as kamctl makes them, in one statement each thousand. */
const insertMany = async ({ kamailio }: SqlFixture, count: number) => {
  const { password, ha1, ha1b } = subscriberRow("user@example.org")
  for (let from = 0; from < count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from) }, (_, index) => `user${from + index}`)
    const sql = `INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES ${rows.map(() => "(?, ?, ?, ?, ?)").join(", ")}`
    await kamailio.query(
      sql,
      rows.flatMap((user) => [user, "example.org", password, ha1, ha1b]),
    )
  }
}

const countAccounts = async ({ own }: SqlFixture) =>
  Number((await own.query(`SELECT COUNT(*) AS n FROM ${tables.account}`))[0]?.["n"])

for (const layout of ["one", "two"] as const) {
  onEach(
    `adoption, ${layout} database${layout === "two" ? "s" : ""}`,
    (fixture, kind) => {
      const folds = kind.name === "mariadb"

      it("takes in everything at the first start, in chunks, beside another process, and changes nothing", async () => {
        await insertMany(fixture(), 2345)
        const before = await sqlBackDoor(fixture()).subscribers()
        const [one, two] = [await fixture().store(), await fixture().store()]
        const seen: Array<readonly [number, number]> = []
        await Promise.all([
          one.adoption.adoptAll((done, total) => seen.push([done, total])),
          two.adoption.adoptAll(),
          two.adoption.adoptNew(),
        ])
        expect(seen.at(-1)?.[1]).toBe(2345)
        expect(await countAccounts(fixture())).toBe(2345)
        expect((await fixture().own.query(`SELECT COUNT(*) AS n FROM ${tables.address}`))[0]?.["n"]).toSatisfy(
          (n) => Number(n) === 2345,
        )
        expect(await sqlBackDoor(fixture()).subscribers()).toEqual(before)
        const again: Array<number> = []
        await one.adoption.adoptAll((done) => again.push(done))
        expect(again).toEqual([])
      })

      it("goes on behind what was seen, and finds what became visible late by sweeping", async () => {
        const store = await fixture().store()
        const door = sqlBackDoor(fixture())
        await door.insertSubscriber(subscriberRow("alice@example.org"))
        await door.insertSubscriber(subscriberRow("bob@example.org"))
        await store.adoption.adoptNew()
        const { password, ha1, ha1b } = subscriberRow("late@example.org")
        await fixture().kamailio.query("DELETE FROM subscriber WHERE username = 'alice'")
        const [bob] = await fixture().kamailio.query("SELECT id FROM subscriber WHERE username = 'bob'")
        const sql = "INSERT INTO subscriber (id, username, domain, password, ha1, ha1b) VALUES (?, ?, ?, ?, ?, ?)"
        await fixture().kamailio.query(sql, [Number(bob?.["id"]) - 1, "late", "example.org", password, ha1, ha1b])
        expect(await listed(store)).toEqual(["alice@example.org", "bob@example.org"])
        await store.adoption.sweep()
        expect(await listed(store)).toEqual(["bob@example.org", "late@example.org"])
        expect((await find(store, "alice@example.org"))?.state).toBe("gone")
        await door.insertSubscriber(subscriberRow("alice@example.org"))
        await store.adoption.sweep()
        expect(await listed(store)).toEqual(["alice@example.org", "bob@example.org", "late@example.org"])
      })

      it("gives the password of a row in clear text, and not that of a filler", async () => {
        const store = await fixture().store()
        const door = sqlBackDoor(fixture())
        await door.insertSubscriber({ ...subscriberRow("alice@example.org", "in clear"), password: "in clear" })
        await door.insertSubscriber(subscriberRow("bob@example.org", "not in clear"))
        const passwordOf = async (spelling: string) => {
          const password = (await find(store, spelling))?.credentials.password
          return password === undefined ? undefined : Redacted.value(password)
        }
        expect(await passwordOf("alice@example.org")).toBe("in clear")
        expect(await passwordOf("bob@example.org")).toBeUndefined()
      })

      it.skipIf(folds)("gives way: the canonical key belongs to the row that is spelled so", async () => {
        const store = await fixture().store()
        const door = sqlBackDoor(fixture())
        await door.insertSubscriber(subscriberRow("ALICE@example.org"))
        await store.adoption.adoptNew()
        const capitals = await find(store, "alice@example.org")
        expect(capitals).toMatchObject({ address: "alice@example.org", username: "ALICE" })
        const attach = {
          _tag: "AttachPhone",
          mac: mac("00085d000001"),
          address: ref("alice@example.org").canonical!,
        } as const
        await store.run(Provisioning.use((it) => it.commit([attach], record)))
        await door.insertSubscriber(subscriberRow("alice@example.org"))
        await store.adoption.adoptNew()
        expect(await find(store, "alice@example.org")).toMatchObject({
          address: "alice@example.org",
          username: "alice",
        })
        expect(await find(store, "ALICE@example.org")).toMatchObject({
          address: "ALICE@example.org",
          username: "ALICE",
        })
        expect(await fixture().own.query(`SELECT address FROM ${tables.phone}`)).toEqual([
          { address: "ALICE@example.org" },
        ])
      })

      it.skipIf(folds)("looks at many new rows of others among our own, and not at our own", async () => {
        const store = await fixture().store()
        const door = sqlBackDoor(fixture())
        const many = (first: number) =>
          Array.from({ length: 20 }, (_, index) => addLocal(`u${first + index}@example.org`))
        const add = (changes: ChangeSet) => Provisioning.use((it) => it.commit(changes, record))
        const newest = async () =>
          Number((await fixture().kamailio.query("SELECT MAX(id) AS newest FROM subscriber"))[0]?.["newest"])
        await door.insertSubscriber(subscriberRow("alice@example.org"))
        await store.adoption.look()
        await store.run(add(many(0)))
        if (layout === "one") expect(store.adoption.seen()?.subscriber).toBe(await newest())
        await door.insertSubscriber(subscriberRow("U41@example.org"))
        await store.run(add(many(20)))
        expect(await store.run(Effect.flip(add(many(40))))).toMatchObject({ guard: "address-free" })
        await store.run(add(many(60)))
        await store.adoption.look()
        expect(store.adoption.seen()?.subscriber).toBe(await newest())
      })

      it("does not take the address of a remote account", async () => {
        const store = await fixture().store()
        const password = Redacted.make("x")
        const { address, settings } = addLocal("alice@example.org")
        await store.run(
          Provisioning.use((it) => it.commit([{ _tag: "AddRemoteAccount", address, settings, password }], record)),
        )
        await sqlBackDoor(fixture()).insertSubscriber(subscriberRow("alice@example.org"))
        await store.adoption.adoptNew()
        await store.adoption.sweep()
        expect((await find(store, "alice@example.org"))?.type).toBe("remote")
      })

      it("leaves the rows of others alone where adoption is off", async () => {
        const store = await fixture().store((deps) => ({ ...deps, adoption: false }))
        await sqlBackDoor(fixture()).insertSubscriber(subscriberRow("alice@example.org"))
        expect(await find(store, "alice@example.org")).toBeUndefined()
        expect(await listed(store)).toEqual([])
        expect(await countAccounts(fixture())).toBe(0)
      })

      it("does not answer an alias for a bad cursor", async () => {
        const store = await fixture().store()
        const alias = { alias_username: "info", alias_domain: "example.org", username: "a", domain: "b" }
        await sqlBackDoor(fixture()).insertAlias(alias)
        const query = { limit: 10, alias: undefined, destination: undefined, numbersOnly: false, domain: undefined }
        for (const after of ["x", "!!!", "", btoa("[1,2]"), btoa("{")]) {
          expect(await store.run(Aliases.use((it) => it.list({ ...query, after })))).toEqual({
            items: [],
            next: undefined,
          })
        }
      })
    },
    layout,
  )
}
