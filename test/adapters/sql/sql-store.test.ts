import { randomBytes } from "node:crypto"
import { Domains, type DomainName, Operators, Registrations, Sessions, StoreUnavailable } from "@sipwright/core"
import {
  openDatabase,
  openSqlStore,
  ownTables,
  readKamailioCapabilities,
  sqlStore,
  type SqlStoreOptions,
} from "@sipwright/adapters/sql"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { databases, type TestDatabase } from "../../support/databases.ts"

const secretKey = randomBytes(32).toString("hex")
const example = "example.org" as DomainName

const kinds = databases()

for (const kind of kinds) {
  describe.skipIf(kind.skip !== undefined)(`sqlStore: ${kind.name}`, () => {
    const withDatabase = async (test: (database: TestDatabase, options: SqlStoreOptions) => Promise<void>) => {
      const database = await kind.create()
      try {
        await test(database, { database: { url: database.url }, createKamailioTables: true, secretKey })
      } finally {
        await database.close()
      }
    }
    const attempt = (options: SqlStoreOptions) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.provide(
            Operators.use((it) => it.list()),
            sqlStore(options),
          ),
        ),
      )

    it("makes all tables, works, and closes what it opened", () =>
      withDatabase(async (_, options) => {
        const runtime = ManagedRuntime.make(sqlStore(options))
        expect(await runtime.runPromise(Domains.use((it) => it.list()))).toEqual([])
        expect(await runtime.runPromise(Sessions.use((it) => it.find("none")))).toBeUndefined()
        await runtime.dispose()
        expect(await attempt({ ...options, createKamailioTables: false })).toEqual([])
      }))

    it("leaves a knex that it was given open", () =>
      withDatabase(async (database, options) => {
        const host = await openDatabase({ url: database.url })
        expect(await attempt({ ...options, database: { knex: host.knex } })).toEqual([])
        expect(await host.all("SELECT COUNT(*) AS n FROM subscriber")).toEqual([{ n: 0 }])
        await host.close()
      }))

    it("starts in two processes at once", () =>
      withDatabase(async (_, options) => {
        expect(await Promise.all([attempt(options), attempt(options), attempt(options)])).toEqual([[], [], []])
      }))

    it("refuses a wrong key, takes the right one among the old ones, and then wants both", () =>
      withDatabase(async (_, options) => {
        await attempt(options)
        const other = randomBytes(32).toString("base64")
        const refusal = attempt({ ...options, secretKey: other })
        await expect(refusal).rejects.toMatchObject({ _tag: "SqlStoreError", reason: "wrong-key" })
        const { message } = await refusal.then(
          () => new Error("it was not refused"),
          (error: Error) => error,
        )
        for (const key of [other, secretKey]) expect(message).not.toContain(key)
        await attempt({ ...options, secretKey: Redacted.make(other), oldSecretKeys: [secretKey] })
        await expect(attempt({ ...options, secretKey: other })).rejects.toMatchObject({ reason: "wrong-key" })
        await expect(attempt(options)).rejects.toMatchObject({ reason: "wrong-key" })
      }))

    it("says what is missing where it may not migrate, and changes nothing", () =>
      withDatabase(async (database, options) => {
        const refusal = attempt({ ...options, migrate: false })
        await expect(refusal).rejects.toMatchObject({ reason: "not-migrated" })
        await expect(refusal).rejects.toThrow(/0001-initial/)
        const look = await openDatabase({ url: database.url })
        for (const table of Object.values(ownTables("sipwright_")))
          expect(await look.knex.schema.hasTable(table)).toBe(false)
        await look.close()
        await attempt(options)
        expect(await attempt({ ...options, migrate: false })).toEqual([])
      }))

    it("reads domains without case, with NULL as did, and those of the settings where there is no table", () =>
      withDatabase(async (database, options) => {
        await attempt(options)
        await database.query("INSERT INTO domain (domain, did) VALUES ('Example.ORG', NULL), ('b.example', 'x')")
        const first = ManagedRuntime.make(sqlStore({ ...options, domains: ["other.example"] }))
        expect(await first.runPromise(Domains.use((it) => it.isLocal(example)))).toBe(true)
        expect(await first.runPromise(Domains.use((it) => it.isLocal("other.example" as DomainName)))).toBe(false)
        expect(await first.runPromise(Domains.use((it) => it.list()))).toEqual(["Example.ORG", "b.example"])
        await first.dispose()
        await database.query("DROP TABLE domain")
        const second = ManagedRuntime.make(
          sqlStore({ ...options, createKamailioTables: false, domains: ["EXAMPLE.org", "a.example"] }),
        )
        expect(await second.runPromise(Domains.use((it) => it.isLocal(example)))).toBe(true)
        expect(await second.runPromise(Domains.use((it) => it.list()))).toEqual(["a.example", "example.org"])
        await second.dispose()
      }))

    it("reads contacts by Kamailio's clock", () =>
      withDatabase(async (database, options) => {
        await attempt(options)
        const soon = Math.floor(Date.now() / 1000) + 3600
        // Nepal: an offset that nobody guesses.
        const shown = new Date((soon + 5.75 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ")
        const expires = kind.name === "sqlite" ? soon / 86_400 + 2_440_587.5 : shown
        const insert =
          "INSERT INTO location (ruid, username, domain, contact, user_agent, expires, last_modified) VALUES (?, ?, ?, ?, ?, ?, ?)"
        await database.query(insert, ["1", "alice", "example.org", "sip:a", "ua", expires, expires])
        // Text on SQLite too, as others write it there.
        await database.query(insert, ["2", "alice", null, "sip:b", "ua", expires, shown])
        await database.query(insert, ["3", "alice", "other.example", "sip:c", "ua", expires, expires])
        const list = Registrations.use((it) => it.list({ username: "ALICE", domain: "Example.org" }))
        const runtime = ManagedRuntime.make(sqlStore({ ...options, kamailioTimeZone: "Asia/Kathmandu" }))
        expect(
          (await runtime.runPromise(list))
            .map(({ contact, expires: at, updated }) => `${contact} ${at} ${updated}`)
            .toSorted(),
        ).toEqual([`sip:a ${soon} ${soon}`, `sip:b ${soon} ${soon}`])
        await runtime.dispose()
        const none = ManagedRuntime.make(sqlStore({ ...options, registrations: "none" }))
        await expect(none.runPromise(list)).rejects.toMatchObject({ _tag: "RegistrationsUnavailable" })
        await none.dispose()
        await database.query("DROP TABLE location")
        const missing = ManagedRuntime.make(sqlStore({ ...options, createKamailioTables: false }))
        await expect(missing.runPromise(list)).rejects.toMatchObject({ _tag: "RegistrationsUnavailable" })
        await missing.dispose()
      }))

    it("is StoreUnavailable while the database is away", async () => {
      const url =
        kind.name === "sqlite"
          ? "sqlite:/nonexistent/x.db"
          : `${kind.name === "mariadb" ? "mysql" : "postgres"}://u:pw@127.0.0.1:1/x`
      await expect(attempt({ database: { url }, secretKey })).rejects.toBeInstanceOf(StoreUnavailable)
    })

    it.each([
      { tablePrefix: "x; DROP" },
      { tablePrefix: "" },
      { kamailioTimeZone: "Mars/Olympus" },
      { domains: ["no domain"] },
      { secretKey: "short" },
    ])("refuses %o with a sentence", (wrong) =>
      withDatabase(async (_, options) => {
        await expect(attempt({ ...options, ...wrong })).rejects.toMatchObject({ _tag: "SqlStoreError" })
      }),
    )
  })
}

describe("Kamailio's tables", () => {
  const sqlite = kinds.find((kind) => kind.name === "sqlite")

  it("are made by themselves in an empty file of our own, and never completed", async () => {
    const database = await sqlite?.create()
    if (database === undefined) return
    const options = { database: { url: database.url }, secretKey }
    await (await openSqlStore(options)).close()
    const look = await openDatabase(options.database)
    expect((await readKamailioCapabilities(look)).tables.domain).toBe(true)
    await look.run("DROP TABLE domain")
    await (await openSqlStore(options)).close()
    expect((await readKamailioCapabilities(look)).tables.domain).toBe(false)
    await look.close()
    await database.close()
  })

  it("are not made where the database is another's", async () => {
    const [own, kamailio] = [await sqlite?.create(), await sqlite?.create()]
    if (own === undefined || kamailio === undefined) return
    const opening = openSqlStore({ database: { url: own.url }, kamailioDatabase: { url: kamailio.url }, secretKey })
    await expect(opening).rejects.toMatchObject({ reason: "no-kamailio-tables" })
    await own.close()
    await kamailio.close()
  })
})
