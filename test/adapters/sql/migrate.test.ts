import { migrate, openDatabase, ownTables, pendingMigrations, SqlStoreError, withLease } from "@sipwright/adapters/sql"
import { expect, it } from "vitest"
import { initial } from "../../../packages/adapters/src/sql/schema/migrations/0001-initial.ts"
import { onEachDatabase } from "./open-each.ts"

const ALL = [
  "0001-initial",
  "0002-credentials",
  "0003-roles",
  "0004-spaces",
  "0005-audit-indexes",
  "0006-byte-order",
  "0007-lean-indexes",
]

onEachDatabase("migrations", (opened) => {
  it("are made once by two processes at once, and say what is missing before", async () => {
    const { database, backDoor } = opened()
    const other = await openDatabase({ url: backDoor.url })
    const tables = ownTables("twice_")
    expect(await pendingMigrations(database, tables)).toEqual(ALL)
    expect(await database.knex.schema.hasTable(tables.migrations)).toBe(false)
    const taken = await Promise.all([migrate(database, tables), migrate(other, tables)])
    expect(taken.flat()).toEqual(ALL)
    for (const table of Object.values(tables)) expect(await database.knex.schema.hasTable(table)).toBe(true)
    expect(await pendingMigrations(other, tables)).toEqual([])
    expect(await migrate(database, tables)).toEqual([])
    await other.close()
  })

  it("go on where a process was killed: half the tables there, knex's lock set, the lease run out", async () => {
    const { database } = opened()
    const tables = ownTables("killed_")
    await migrate(database, tables)
    await database.run(`DELETE FROM ${tables.migrations}`)
    await database.run(`DROP TABLE ${tables.audit}`)
    await database.run(`UPDATE ${tables.migrations}_lock SET is_locked = 1`)
    await database.run(`UPDATE ${tables.setting} SET value = '000000000000001-dead'`)
    expect(await migrate(database, tables)).toEqual(ALL)
    expect(await database.knex.schema.hasTable(tables.audit)).toBe(true)
  })

  it("keep what is in tables of the first version: accounts, and sessions to the end that they were promised", async () => {
    const { database } = opened()
    const tables = ownTables("first_")
    await initial(database.knex, tables)
    await database.knex.schema.createTable(tables.migrations, (t) => {
      t.increments("id")
      t.string("name")
      t.integer("batch")
      t.timestamp("migration_time")
    })
    await database.knex(tables.migrations).insert({ name: "0001-initial", batch: 1, migration_time: null })
    const created_at = 1_750_000_000_000
    await database.knex(tables.session).insert({
      name_hash: "n",
      key_hash: "k",
      key_expires: created_at + 300_000,
      previous_key_until: 0,
      cookie_hash: "c",
      operator: "alice",
      directory: "local",
      created_at,
      last_used: created_at,
      expires: created_at + 28_800_000,
    })
    await database.knex(tables.account).insert({
      address: "alice@example.org",
      type: "local",
      state: "blocked",
      version: 3,
      username: "alice",
      domain: "example.org",
      display_name: "Alice",
      email: "Alice@Mail.example",
      permissions: 0,
      created_at,
      updated_at: created_at,
    })
    expect(await migrate(database, tables)).toEqual(ALL.slice(1))
    const [account] = await database.all(
      `SELECT state, activated, access, email_key, phone_number, dictionary FROM ${tables.account}`,
    )
    // Whoever was blocked is active again when unblocked, as before.
    expect(account).toEqual({
      state: "blocked",
      activated: 1,
      access: 0,
      email_key: "alice@mail.example",
      phone_number: null,
      dictionary: null,
    })
    const [row] = await database.all(`SELECT form, subject, operator, ends FROM ${tables.session}`)
    expect(row).toEqual({ form: "session", subject: "operator", operator: "alice", ends: created_at + 604_800_000 })
  })

  it("refuse tables of a newer version", async () => {
    const { database } = opened()
    const tables = ownTables("newer_")
    await migrate(database, tables)
    await database.knex(tables.migrations).insert({ name: "9999-later", batch: 2, migration_time: null })
    await expect(migrate(database, tables)).rejects.toBeInstanceOf(SqlStoreError)
    await expect(pendingMigrations(database, tables)).rejects.toMatchObject({ reason: "not-migrated" })
  })

  it("a lease has one owner at a time, and runs out when its owner is gone", async () => {
    const { database } = opened()
    const tables = ownTables("lease_")
    await migrate(database, tables)
    const times = { duration: 300, renewEvery: 100, askEvery: 10, giveUpAfter: 5000 }
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      // Longer than the lease lasts without its renewals.
      await new Promise((resolve) => setTimeout(resolve, 500))
      inside--
    }
    await Promise.all([1, 2, 3].map(() => withLease(database, tables.setting, "lease:test", work, times)))
    expect(most).toBe(1)

    const gone = withLease(database, tables.setting, "lease:gone", () => new Promise(() => {}), {
      ...times,
      renewEvery: 1e6,
    })
    gone.catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 50))
    const start = performance.now()
    await withLease(database, tables.setting, "lease:gone", async () => {}, times)
    expect(performance.now() - start).toBeGreaterThan(150)
  })
})
