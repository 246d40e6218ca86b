import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { Client } from "pg"
import { createConnection } from "mysql2/promise"
import { operations } from "@sipwright/core"
import { describeApp } from "@sipwright/http"
import { databases, type TestDatabase } from "../../support/databases.ts"
import { loadKamailioSchema } from "../../support/kamailio-schema.ts"
import { run } from "./captured-io.ts"

// Its packages have the schema of its tables.
const kamailio = inject("kamailio")

/** Rights as OPERATIONS.md gives them: everything that the server needs, and to the audit trail rows can only be added. */
const grants = async (database: TestDatabase, user: string): Promise<ReadonlyArray<string>> => {
  if (new URL(database.url).protocol === "postgres:") {
    return [
      `CREATE ROLE ${user} LOGIN PASSWORD 'geheim'`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${user}`,
      `GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${user}`,
      `REVOKE UPDATE, DELETE ON sipwright_audit FROM ${user}`,
    ]
  }
  const tables = await database.query(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()",
  )
  return [
    `CREATE USER ${user} IDENTIFIED BY 'geheim'`,
    ...tables.map(({ name }) =>
      name === "sipwright_audit"
        ? `GRANT SELECT, INSERT ON sipwright_audit TO ${user}`
        : `GRANT SELECT, INSERT, UPDATE, DELETE ON ${String(name)} TO ${user}`,
    ),
  ]
}

const asUser = async (url: string, sql: string): Promise<unknown> => {
  if (new URL(url).protocol === "postgres:") {
    const client = new Client({ connectionString: url })
    await client.connect()
    return client.query(sql).finally(() => client.end())
  }
  const connection = await createConnection({ uri: url })
  return connection.query(sql).finally(() => connection.end())
}

it("has no operation and no path by which a record could be changed", () => {
  expect(Object.keys(operations.audit)).toEqual(["list"])
  expect(Object.keys(describeApp().paths as object).filter((path) => /audit/i.test(path))).toEqual([])
})

const onServers = [...databases()].filter(({ name }) => name !== "sqlite")

describe.for(onServers)("the audit trail of a user who may only add to it, on $name", (kind) => {
  const skip = kind.skip ?? ("skip" in kamailio ? kamailio.skip : undefined)
  const test = it.skipIf(skip !== undefined)
  const user = `audited_${randomBytes(4).toString("hex")}`
  let database: TestDatabase
  let url: string

  const cli = async (words: string, databaseUrl = url): Promise<string> => {
    const environment = {
      SIPWRIGHT_DATABASE_URL: databaseUrl,
      SIPWRIGHT_SECRET_KEY: "7".repeat(64),
      ...(databaseUrl === url ? { SIPWRIGHT_MIGRATE: "false" } : {}),
    }
    const ran = await run(words.split(" "), environment)
    expect(ran, words).toMatchObject({ code: 0 })
    return ran.out
  }

  beforeAll(async () => {
    if (skip !== undefined) return
    database = await kind.create()
    await loadKamailioSchema(database)
    await cli("migrate", database.url)
    for (const sql of await grants(database, user)) await database.query(sql)
    const ours = new URL(database.url)
    ours.username = user
    ours.password = "geheim"
    url = ours.href
  })
  afterAll(async () => {
    if (database === undefined) return
    if (kind.name === "postgres") await database.query(`DROP OWNED BY ${user}`)
    await database.query(kind.name === "postgres" ? `DROP ROLE ${user}` : `DROP USER ${user}`)
    await database.close()
  })

  test("is written and read, and cannot be changed", async () => {
    await cli("domain add example.org")
    await cli("domain servers example.org --registrar-host r.bz --provisioning-url https://p.bz/")
    await cli("account add alice@example.org --name Alice --email alice@example.org")
    await cli("account remove alice@example.org")
    const trail = async () =>
      (
        JSON.parse(await cli("audit --json --about *example.org*")) as ReadonlyArray<{ readonly operation: string }>
      ).map(({ operation }) => operation)
    const before = await trail()
    expect(before).toEqual(["accounts.remove", "accounts.addLocal", "domains.setServers", "domains.add"])
    for (const sql of [
      "DELETE FROM sipwright_audit",
      "UPDATE sipwright_audit SET principal = 'nobody'",
      "TRUNCATE TABLE sipwright_audit",
      "ALTER TABLE sipwright_audit DROP COLUMN principal",
      "DROP TABLE sipwright_audit",
    ]) {
      await expect(asUser(url, sql), sql).rejects.toThrow(/denied|must be owner/)
    }
    expect(await trail()).toEqual(before)
  })
})
