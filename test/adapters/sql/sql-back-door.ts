import type { AuditRecord } from "@sipwright/core"
import type { AliasRow, BackDoor, PreferenceRow, Reservation, SubscriberRow } from "@sipwright/core/testing"
import type { SqlDialect } from "../../../packages/adapters/src/sql/dialect.ts"
import type { TestDatabase } from "../../support/databases.ts"
import { type SqlFixture, tables } from "./sql-fixture.ts"

const asText = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")

// Kamailio's db_sqlite writes times as Julian days in UTC.
const timeIn = (dialect: SqlDialect, milliseconds: number) =>
  dialect === "sqlite" ? milliseconds / 86_400_000 + 2_440_587.5 : asText(milliseconds)

/** Row by row past the adapter. MariaDB's collation folds case, so rows to change are named by their bytes there. */
export const sqlBackDoor = ({ own, kamailio, databases }: SqlFixture): BackDoor => {
  const { dialect } = databases.kamailio
  const exact = (column: string) => (dialect === "mysql" ? `BINARY ${column} = ?` : `${column} = ?`)
  const rows = async <A>(database: TestDatabase, sql: string) =>
    (await database.query(sql)) as unknown as ReadonlyArray<A>
  return {
    subscribers: () => rows<SubscriberRow>(kamailio, "SELECT username, domain, password, ha1, ha1b FROM subscriber"),
    insertSubscriber: async ({ username, domain, password, ha1, ha1b }) => {
      const sql = "INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES (?, ?, ?, ?, ?)"
      await kamailio.query(sql, [username, domain, password, ha1, ha1b])
    },
    updateSubscriber: async ({ username, domain, password, ha1, ha1b }) => {
      const sql = `UPDATE subscriber SET password = ?, ha1 = ?, ha1b = ? WHERE ${exact("username")} AND ${exact("domain")}`
      await kamailio.query(sql, [password, ha1, ha1b, username, domain])
    },
    deleteSubscriber: async ({ username, domain }) => {
      await kamailio.query(`DELETE FROM subscriber WHERE ${exact("username")} AND ${exact("domain")}`, [
        username,
        domain,
      ])
    },
    dbaliases: () => rows<AliasRow>(kamailio, "SELECT alias_username, alias_domain, username, domain FROM dbaliases"),
    insertAlias: async ({ alias_username, alias_domain, username, domain }) => {
      const sql = "INSERT INTO dbaliases (alias_username, alias_domain, username, domain) VALUES (?, ?, ?, ?)"
      await kamailio.query(sql, [alias_username, alias_domain, username, domain])
    },
    deleteAlias: async ({ alias_username, alias_domain }) => {
      const sql = `DELETE FROM dbaliases WHERE ${exact("alias_username")} AND ${exact("alias_domain")}`
      await kamailio.query(sql, [alias_username, alias_domain])
    },
    domains: async () =>
      (await rows<{ domain: string }>(kamailio, "SELECT domain FROM domain")).map((row) => row.domain),
    insertDomain: async (domain) => {
      await kamailio.query("INSERT INTO domain (domain) VALUES (?)", [domain])
    },
    preferences: () => rows<PreferenceRow>(kamailio, "SELECT username, domain, attribute, value FROM usr_preferences"),
    insertLocation: async ({ username, domain, contact, userAgent, expires, instance, ruid, updated }) => {
      const written = {
        ruid: ruid ?? `${username}-${contact}`.slice(0, 64),
        username,
        domain,
        contact,
        user_agent: userAgent,
        expires: timeIn(dialect, expires),
        instance: instance ?? null,
        ...(updated === undefined ? {} : { last_modified: timeIn(dialect, updated) }),
      }
      const names = Object.keys(written)
      const sql = `INSERT INTO location (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`
      await kamailio.query(sql, Object.values(written))
    },
    addresses: () => rows<Reservation>(own, `SELECT address, kind FROM ${tables.address}`),
    audit: async () =>
      (await own.query(`SELECT time, principal, operation, details FROM ${tables.audit} ORDER BY id`)).map(
        (row): AuditRecord => ({
          time: Number(row["time"]),
          principal: String(row["principal"]),
          operation: String(row["operation"]),
          details: JSON.parse(String(row["details"])),
        }),
      ),
    storedText: async () => {
      const all = []
      for (const table of Object.values(tables)) all.push(await own.query(`SELECT * FROM ${table}`))
      return JSON.stringify(all, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))
    },
  }
}
