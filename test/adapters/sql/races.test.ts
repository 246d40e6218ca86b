import { AccountNumbers, Accounts, type Change, GuardFailed, Provisioning } from "@sipwright/core"
import { Effect, Redacted } from "effect"
import { expect, it } from "vitest"
import { doneOrWaiting, type Meanwhile, meanwhile } from "./between.ts"
import { onEach } from "./on-each-database.ts"
import { addLocal, address, record, ref, subscriberRow } from "./samples.ts"
import { sqlBackDoor } from "./sql-back-door.ts"
import { type SqlStore, tables } from "./sql-fixture.ts"

const ALICE = address("alice@example.org")
const ROW = { username: "alice", domain: "example.org" }

const add = addLocal(ALICE)
const remove = { _tag: "RemoveAccount", address: ALICE } as const
const settings = { ...add.settings, displayName: "Remote" }
const addRemote = {
  _tag: "AddRemoteAccount",
  address: ALICE,
  settings,
  password: Redacted.make("of the remote one"),
} as const

const commit = (store: SqlStore, ...changes: ReadonlyArray<Change>) =>
  store.run(Provisioning.use((it) => it.commit(changes, record)))

const refused = (store: SqlStore, ...changes: ReadonlyArray<Change>) =>
  store.run(Effect.flip(Provisioning.use((it) => it.commit(changes, record))))

const find = (store: SqlStore) => store.run(Accounts.use((it) => it.find(ref(ALICE))))

for (const layout of ["one", "two"] as const) {
  onEach(
    `what happens in between, ${layout} database${layout === "two" ? "s" : ""}`,
    (fixture, kind) => {
      const isServer = kind.name !== "sqlite"
      const onPostgres = kind.name === "postgres" && layout === "one"
      const door = () => sqlBackDoor(fixture())
      const another = (happening: Meanwhile) => fixture().store(meanwhile(happening))
      const ours = async () =>
        (await fixture().own.query(`SELECT address, type, state FROM ${tables.account}`)).map((row) => ({ ...row }))
      const reserved = async () => (await door().addresses()).map((row) => ({ ...row }))
      const nothing = async () => {
        expect(await ours()).toEqual([])
        expect(await reserved()).toEqual([])
      }
      const oneAccount = async (type: "local" | "remote" = "local") => {
        expect(await ours()).toEqual([{ address: ALICE, type, state: "active" }])
        expect(await reserved()).toEqual([{ address: ALICE, kind: "account" }])
      }
      /** Begins something that may have to wait for who is in the middle of something. */
      const begin = (work: () => Promise<unknown>) => {
        let begun: Promise<unknown> = Promise.resolve()
        return {
          act: async () => {
            begun = work()
            if (kind.name !== "sqlite") await doneOrWaiting(fixture().own, kind.name, begun)
          },
          end: () => begun,
        }
      }

      it("takes in no row that was removed since it was read, in a list or at sight", async () => {
        const one = await fixture().store()
        await commit(one, add)
        const listing = { when: "after", statement: /^SELECT id, username/, act: () => commit(one, remove) } as const
        await (await another(listing)).adoption.adoptNew()
        await nothing()

        await door().insertSubscriber(subscriberRow(ALICE))
        const taking = { when: "before", statement: /^BEGIN/, act: () => commit(one, remove) } as const
        await (await another(taking)).adoption.sweep()
        await nothing()

        await door().insertSubscriber(subscriberRow(ALICE))
        const outside = { when: "before", statement: /^BEGIN/, act: () => door().deleteSubscriber(ROW) } as const
        expect(await find(await another(outside))).toBeUndefined()
        await nothing()
      })

      it("brings no account back whose row went again, and takes none for gone whose row came back", async () => {
        const store = await fixture().store()
        await door().insertSubscriber(subscriberRow(ALICE))
        await find(store)
        await door().deleteSubscriber(ROW)
        const write = /^(?:BEGIN|UPDATE)/
        const back = {
          when: "before",
          statement: write,
          act: () => door().insertSubscriber(subscriberRow(ALICE)),
        } as const
        await find(await another(back))
        expect((await ours())[0]?.["state"]).toBe("active")
        await door().deleteSubscriber(ROW)
        expect((await find(store))?.state).toBe("gone")
        await door().insertSubscriber(subscriberRow(ALICE))
        const gone = { when: "before", statement: write, act: () => door().deleteSubscriber(ROW) } as const
        await find(await another(gone))
        expect((await ours())[0]?.["state"]).toBe("gone")
      })

      it("gives no number to an account that was removed meanwhile", async () => {
        const store = await fixture().store()
        await commit(store, add)
        const removed = { when: "before", statement: /^INSERT/, act: () => commit(store, remove) } as const
        const other = await another(removed)
        const numbers = await other.run(AccountNumbers.use((it) => it.numbersOf([ALICE])))
        expect(numbers.size).toBe(0)
        expect(await fixture().own.query(`SELECT address FROM ${tables.accountNumber}`)).toEqual([])
      })

      it.skipIf(!isServer || layout === "two")("gives no number to an account that is being removed", async () => {
        const store = await fixture().store()
        await commit(store, add)
        const numbering = begin(() => store.run(AccountNumbers.use((it) => it.numbersOf([ALICE]))))
        const forgotten = new RegExp(`^DELETE FROM ${tables.accountNumber}`)
        await commit(await another({ when: "after", statement: forgotten, act: numbering.act }), remove)
        await numbering.end()
        expect(await fixture().own.query(`SELECT address FROM ${tables.accountNumber}`)).toEqual([])
      })

      it.skipIf(!isServer || layout === "two")("reserves an address that is given up at the same moment", async () => {
        const store = await fixture().store()
        await commit(store, add)
        const removing = begin(() => commit(store, remove))
        const taken = new RegExp(`^INSERT.* INTO ${tables.address} `)
        // What does not find the address taken has to wait, and then finds it free; the other finds it taken.
        const outcome = await Promise.allSettled([
          commit(await another({ when: "after", statement: taken, act: removing.act }), addRemote),
        ])
        await removing.end()
        if (outcome[0].status === "fulfilled") await oneAccount("remote")
        else await nothing()
      })

      it.skipIf(!onPostgres)("does not overwrite an account that was made in place of a removed one", async () => {
        const store = await fixture().store()
        await commit(store, add)
        const taken = new RegExp(`^INSERT.* INTO ${tables.address} `)
        const replace = async () => {
          await commit(store, remove)
          await commit(store, addRemote)
        }
        const other = await another({ when: "after", statement: taken, act: replace })
        const password = Redacted.make("of another")
        expect(await refused(other, { ...addRemote, password })).toBeInstanceOf(GuardFailed)
        await oneAccount("remote")
        const kept = (await find(store))?.credentials.password
        expect(kept && Redacted.value(kept)).toBe("of the remote one")
      })

      it.skipIf(kind.name !== "mariadb" || layout === "two")(
        "sees names in capitals where names are compared exactly",
        async () => {
          const collate = (collation: string) =>
            fixture().kamailio.query(`ALTER TABLE subscriber CONVERT TO CHARACTER SET utf8mb4 COLLATE ${collation}`)
          await collate("utf8mb4_bin")
          try {
            const store = await fixture().store()
            // The first one is made in the general way, which begins to watch.
            for (const user of ["one", "two", "three"]) await commit(store, addLocal(`${user}@example.org`))
            await door().insertSubscriber(subscriberRow("ALICE@example.org"))
            expect(await refused(store, add)).toMatchObject({ guard: "address-free" })
            await commit(store, addLocal("bob@example.org"))
            expect(await ours()).toHaveLength(5)
          } finally {
            await collate("utf8mb4_general_ci")
          }
        },
      )

      it.skipIf(!isServer || layout === "two")("takes in no row that is being removed", async () => {
        const store = await fixture().store()
        await commit(store, add)
        const settling = begin(() => store.adoption.settle(ROW))
        const deleted = new RegExp(`^DELETE FROM ${tables.account} `)
        await commit(await another({ when: "after", statement: deleted, act: settling.act }), remove)
        await settling.end()
        await nothing()
      })
    },
    layout,
  )
}
