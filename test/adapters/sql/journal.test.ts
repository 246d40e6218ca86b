import { Accounts, type Change, GuardFailed, Provisioning, StoreUnavailable } from "@sipwright/core"
import { Effect } from "effect"
import { expect, it } from "vitest"
import type { Connection, Database } from "../../../packages/adapters/src/sql/database.ts"
import { SqlError } from "../../../packages/adapters/src/sql/sql-error.ts"
import type { StoreDeps } from "../../../packages/adapters/src/sql/store-deps.ts"
import { onEach } from "./on-each-database.ts"
import { addLocal, address, credentials, PASSWORD, record, ref, subscriberRow } from "./samples.ts"
import { sqlBackDoor } from "./sql-back-door.ts"
import { type SqlFixture, type SqlStore, tables } from "./sql-fixture.ts"

const ALICE = address("alice@example.org")

const commit = (store: SqlStore, ...changes: ReadonlyArray<Change>) =>
  store.run(Provisioning.use((it) => it.commit(changes, record)))

const failure = (store: SqlStore, ...changes: ReadonlyArray<Change>) =>
  store.run(Effect.flip(Provisioning.use((it) => it.commit(changes, record))))

const find = (store: SqlStore, spelling: string) => store.run(Accounts.use((it) => it.find(ref(spelling))))

const lost = () => new SqlError("connection", { cause: "test", outcome: "unknown" })

/** Kamailio's database goes away when it is told to commit: `done` says whether it had done so. */
const losingCommit =
  (done: boolean) =>
  (deps: StoreDeps): StoreDeps => {
    const { kamailio } = deps.databases
    const transaction = async <A>(work: (connection: Connection) => Promise<A>): Promise<A> => {
      if (done) {
        await kamailio.transaction(work)
        throw lost()
      }
      await kamailio
        .transaction(async (connection) => {
          await work(connection)
          throw new Error("rolled back")
        })
        .catch(() => {})
      throw lost()
    }
    return { ...deps, databases: { ...deps.databases, kamailio: { ...kamailio, transaction } } }
  }

const refusingCommit = (deps: StoreDeps): StoreDeps => {
  const { kamailio } = deps.databases
  const transaction = <A>(work: (connection: Connection) => Promise<A>): Promise<A> =>
    kamailio.transaction(async (connection) => {
      await work(connection)
      throw new SqlError("connection", { cause: "test" })
    })
  return { ...deps, databases: { ...deps.databases, kamailio: { ...kamailio, transaction } } }
}

/** Our database goes away for every transaction but the first. */
const dyingAfterTheFirst = (deps: StoreDeps): StoreDeps => {
  const { own } = deps.databases
  let count = 0
  const transaction: Database["transaction"] = (work) => {
    if (count++ > 0) return Promise.reject(new SqlError("connection", { cause: "test" }))
    return own.transaction(work)
  }
  return { ...deps, databases: { ...deps.databases, own: { ...own, transaction } } }
}

const journal = async ({ own }: SqlFixture) => ({
  entries: (await own.query(`SELECT id FROM ${tables.journal}`)).length,
  subjects: (await own.query(`SELECT subject FROM ${tables.journalSubject}`)).length,
})

const endLeases = ({ own }: SqlFixture) => own.query(`UPDATE ${tables.journal} SET lease_until = 1`)

const settled = { entries: 0, subjects: 0 }

onEach(
  "two databases, a process that dies on the way",
  (fixture) => {
    for (const [when, broken] of [
      ["before Kamailio's commit", losingCommit(false)],
      ["after Kamailio's commit, its answer lost", losingCommit(true)],
      ["before our last commit", dyingAfterTheFirst],
    ] as const) {
      it(`${when}: another process makes it whole`, async () => {
        const store = await fixture().store(broken)
        const error = await failure(store, addLocal("alice@example.org"))
        expect(error).toBeInstanceOf(StoreUnavailable)
        expect(error).toMatchObject({ outcome: "unknown" })
        expect((await journal(fixture())).entries).toBe(1)
        const other = await fixture().store()
        expect(await other.recover()).toBe(0)
        await endLeases(fixture())
        const another = await fixture().store()
        const counts = await Promise.all([other.recover(), another.recover(), other.recover()])
        expect(counts.reduce((sum, count) => sum + count)).toBe(1)
        expect(await journal(fixture())).toEqual(settled)
        expect(await sqlBackDoor(fixture()).subscribers()).toEqual([subscriberRow("alice@example.org")])
        expect(await find(other, "alice@example.org")).toMatchObject({
          state: "active",
          displayName: "Sample",
          permissions: 63,
        })
        expect(await sqlBackDoor(fixture()).audit()).toEqual([record])
        expect(await sqlBackDoor(fixture()).addresses()).toEqual([{ address: ALICE, kind: "account" }])
      })
    }

    it("settles every kind of write that was made once already", async () => {
      const sound = await fixture().store()
      await commit(sound, addLocal("alice@example.org"), addLocal("bob@example.org"))
      const store = await fixture().store(losingCommit(true))
      const alias = address("info@example.org")
      await failure(
        store,
        { _tag: "ChangeCredentials", address: ALICE, credentials: credentials(ALICE, "another") },
        { _tag: "AddAlias", alias, destination: ALICE, localDestination: true, number: undefined },
        { _tag: "SetForwarding", address: ALICE, target: "+15551234567" },
        { _tag: "RemoveAccount", address: address("bob@example.org") },
        { _tag: "AddDomain", domain: "example.org" as never },
      )
      await endLeases(fixture())
      expect(await sound.recover()).toBe(1)
      const door = sqlBackDoor(fixture())
      expect(await door.subscribers()).toEqual([subscriberRow("alice@example.org", "another")])
      expect((await door.dbaliases()).length).toBe(1)
      expect((await door.preferences()).length).toBe(1)
      expect(await door.domains()).toEqual(["example.org"])
      expect(await find(sound, "bob@example.org")).toBeUndefined()
      expect(await journal(fixture())).toEqual(settled)
    })

    it("makes nothing where somebody made the row meanwhile", async () => {
      const store = await fixture().store(losingCommit(false))
      await failure(store, addLocal("alice@example.org"))
      await sqlBackDoor(fixture()).insertSubscriber(subscriberRow("alice@example.org", "theirs"))
      await endLeases(fixture())
      const other = await fixture().store()
      expect(await other.recover()).toBe(1)
      expect(await sqlBackDoor(fixture()).subscribers()).toEqual([subscriberRow("alice@example.org", "theirs")])
      expect(await sqlBackDoor(fixture()).audit()).toEqual([])
      expect(await find(other, "alice@example.org")).toMatchObject({ displayName: "", state: "active" })
      expect(await journal(fixture())).toEqual(settled)
    })

    it("leaves nothing where Kamailio's database refused the commit", async () => {
      const store = await fixture().store(refusingCommit)
      expect(await failure(store, addLocal("alice@example.org"))).toMatchObject({ outcome: "unchanged" })
      expect(await journal(fixture())).toEqual(settled)
      expect(await sqlBackDoor(fixture()).addresses()).toEqual([])
      expect(await find(store, "alice@example.org")).toBeUndefined()
    })

    it("keeps others out while it is under way, and lets them in once it is settled", async () => {
      const store = await fixture().store(losingCommit(true))
      await failure(store, addLocal("alice@example.org"))
      const other = await fixture().store()
      const waiting = failure(other, addLocal("alice@example.org", { credentials: credentials(ALICE, "second") }))
      await new Promise((resolve) => setTimeout(resolve, 300))
      await endLeases(fixture())
      const error = await waiting
      expect(error).toBeInstanceOf(GuardFailed)
      expect(error).toMatchObject({ guard: "address-free" })
      expect(await sqlBackDoor(fixture()).subscribers()).toEqual([subscriberRow("alice@example.org")])
      expect(await journal(fixture())).toEqual(settled)
    })

    it("says so in time where nobody can settle it yet", async () => {
      const store = await fixture().store(losingCommit(true))
      await failure(store, addLocal("alice@example.org"))
      const other = await fixture().store()
      const start = performance.now()
      const error = await failure(other, { _tag: "RemoveAccount", address: ALICE })
      expect(error).toMatchObject({ _tag: "StoreUnavailable", failure: "timeout", outcome: "unchanged" })
      expect(performance.now() - start).toBeLessThan(6000)
      // Another address is nobody's business.
      await commit(other, addLocal("bob@example.org"))
    })

    it("keeps no secret of a change set under way in clear", async () => {
      const store = await fixture().store(losingCommit(true))
      await failure(store, addLocal("alice@example.org"))
      const text = await sqlBackDoor(fixture()).storedText()
      const { ha1, ha1b, password } = subscriberRow("alice@example.org")
      for (const secret of [PASSWORD, ha1, ha1b, password]) expect(text.includes(secret)).toBe(false)
    })
  },
  "two",
)
