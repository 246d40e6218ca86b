import { createKamailioTables, openDatabase, readKamailioCapabilities } from "@sipwright/adapters/sql"
import { describe, expect, it } from "vitest"
import { databases, type TestDatabase } from "../../support/databases.ts"
import { findKamailio } from "../../support/kamailio-installation.ts"
import { loadKamailioSchema } from "../../support/kamailio-schema.ts"
import { onEachDatabase } from "./open-each.ts"

const ALL = ["address", "dbaliases", "domain", "domain_attrs", "grp", "location", "speed_dial", "subscriber", "trusted"]
const EVERY = [...ALL, "uri", "usr_preferences", "version"]
const LIST = EVERY.map((table) => `'${table}'`).join(", ")

onEachDatabase("Kamailio's tables", (opened) => {
  it("are no database of Kamailio's before they are made", async () => {
    await expect(readKamailioCapabilities(opened().database)).rejects.toMatchObject({ reason: "no-kamailio-tables" })
  })

  it("are made by two at once, once", async () => {
    const { database, backDoor } = opened()
    const other = await openDatabase({ url: backDoor.url })
    const made = await Promise.all([createKamailioTables(database), createKamailioTables(other)])
    expect([...new Set(made.flat())].toSorted()).toEqual(EVERY)
    expect(await createKamailioTables(database)).toEqual([])
    const rows = await backDoor.query("SELECT table_name, table_version FROM version ORDER BY table_name")
    expect(rows.map((row) => [row["table_name"], Number(row["table_version"])])).toEqual([
      ["address", 6],
      ["dbaliases", 1],
      ["domain", 2],
      ["domain_attrs", 1],
      ["grp", 2],
      ["location", 9],
      ["speed_dial", 2],
      ["subscriber", 7],
      ["trusted", 6],
      ["uri", 1],
      ["usr_preferences", 2],
      ["version", 1],
    ])
    await other.close()
  })

  it("tell what they have, and optional columns and tables where they are", async () => {
    const { database, backDoor } = opened()
    const tables = {
      domain: true,
      dbaliases: true,
      usrPreferences: true,
      grp: true,
      uri: true,
      speedDial: true,
      location: true,
    }
    const none = { email: false, rpid: false, permittedCalls: false }
    expect(await readKamailioCapabilities(database)).toEqual({ subscriber: none, tables })
    await backDoor.query("ALTER TABLE subscriber ADD COLUMN email_address VARCHAR(128) DEFAULT '' NOT NULL")
    await backDoor.query("ALTER TABLE subscriber ADD COLUMN rpid VARCHAR(128) DEFAULT NULL")
    await backDoor.query("DROP TABLE grp")
    await backDoor.query("DROP TABLE domain")
    expect(await readKamailioCapabilities(database)).toEqual({
      subscriber: { email: true, rpid: true, permittedCalls: false },
      tables: { ...tables, grp: false, domain: false },
    })
  })

  it("leave a table that is there as it is", async () => {
    const { database, backDoor } = opened()
    await backDoor.query("DELETE FROM version WHERE table_name = 'subscriber'")
    await backDoor.query("INSERT INTO version (table_name, table_version) VALUES ('subscriber', 6)")
    expect((await createKamailioTables(database)).toSorted()).toEqual(["domain", "grp"])
    expect((await readKamailioCapabilities(database)).subscriber.email).toBe(true)
    const [row] = await backDoor.query("SELECT table_version FROM version WHERE table_name = 'subscriber'")
    expect(Number(row?.["table_version"])).toBe(6)
  })
})

// What the database itself says of the tables: columns with type, NULL and default, and indexes.
const description: Record<string, (database: TestDatabase) => Promise<unknown>> = {
  sqlite: async (database) => [
    await database.query(
      `SELECT t.name, c.name AS c, upper(c.type) AS type, c."notnull" AS n, c.dflt_value AS d FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.name IN (${LIST}) ORDER BY t.name, c.cid`,
    ),
    await database.query(`SELECT t.name, i.name AS i, i."unique" AS u, group_concat(c.name) AS c FROM sqlite_master t,
      pragma_index_list(t.name) i, pragma_index_info(i.name) c WHERE t.name IN (${LIST}) GROUP BY t.name, i.name ORDER BY 1, 2`),
  ],
  mariadb: async (database) => [
    await database.query(`SELECT table_name AS t, column_name AS c, column_type AS type, is_nullable AS n, column_default AS d
      FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN (${LIST}) ORDER BY 1, ordinal_position`),
    await database.query(`SELECT table_name AS t, index_name AS i, non_unique AS u, column_name AS c
      FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name IN (${LIST}) ORDER BY 1, 2, seq_in_index`),
  ],
  postgres: async (database) => [
    await database.query(`SELECT table_name AS t, column_name AS c, data_type AS type, character_maximum_length AS l,
      is_nullable AS n, column_default AS d FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name IN (${LIST}) ORDER BY 1, ordinal_position`),
    await database.query(`SELECT indexdef FROM pg_indexes WHERE tablename IN (${LIST}) ORDER BY 1`),
  ],
}

// Spellings of one default: NULL or none, 1 or 1.0, with quotes and casts or without.
const plainField = (key: string, value: unknown): unknown => {
  // The width that MariaDB would show a whole number in says nothing about the number.
  if (key === "type") return String(value).replace(/^(\w*int)\(\d+\)/, "$1")
  if (key !== "d" || typeof value !== "string") return value
  const text = value.replace(/::[a-z ]+$/, "").replace(/^'(.*)'$/, "$1")
  return text === "NULL" ? null : /^[0-9.]+$/.test(text) ? Number(text) : text
}

const plain = (description: unknown): unknown => JSON.parse(JSON.stringify(description), plainField)

describe.skipIf(findKamailio() === undefined)("Kamailio's own schema", () => {
  for (const kind of databases()) {
    it.skipIf(kind.skip !== undefined)(`is what we make: ${kind.name}`, async () => {
      const [ours, theirs] = await Promise.all([kind.create(), kind.create()])
      const database = await openDatabase({ url: ours.url })
      await createKamailioTables(database)
      await loadKamailioSchema(theirs)
      const describeTables = description[kind.name]
      expect(plain(await describeTables?.(ours))).toEqual(plain(await describeTables?.(theirs)))
      await Promise.all([database.close(), ours.close(), theirs.close()])
    })
  }
})
