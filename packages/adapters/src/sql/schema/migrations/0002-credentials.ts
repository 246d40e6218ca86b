import type { Knex } from "knex"
import { addColumn } from "../add-column.ts"
import { createTable } from "../create-table.ts"
import type { OwnTables } from "../tables.ts"

const HASH = 64
/** As long as an address, which can be the subject of a session too. */
const SUBJECT = 160
/** What a session that is open already ends after, as it was promised when it was opened: seven days. */
const MAX_AGE = 604_800_000

/** Sessions of several forms and subjects, API keys, and what checks of credentials remember. Times are Unix time in milliseconds. */
export const credentials = async (knex: Knex, tables: OwnTables): Promise<void> => {
  await addColumn(knex, tables.session, "form", (t) => {
    t.string("form", 8).notNullable().defaultTo("session")
  })
  await addColumn(knex, tables.session, "subject", (t) => {
    t.string("subject", 8).notNullable().defaultTo("operator")
  })
  await addColumn(knex, tables.session, "ends", (t) => {
    t.bigInteger("ends")
  })
  await knex(tables.session)
    .whereNull("ends")
    .update({ ends: knex.raw("created_at + ?", [MAX_AGE]) })
  // SQLite has no lengths to widen.
  if (knex.client.driverName !== "better-sqlite3") {
    await knex.schema.alterTable(tables.session, (t) => {
      t.string("operator", SUBJECT).notNullable().alter()
    })
  }
  await createTable(knex, tables.apiKey, (t) => {
    t.string("id", 32).notNullable().primary()
    t.string("secret_hash", HASH).unique(`${tables.apiKey}_secret`)
    t.text("public_key")
    t.string("host", 255).notNullable()
    t.integer("access").notNullable()
    t.string("label", 255).notNullable()
    t.bigInteger("created_at").notNullable()
    t.bigInteger("expires")
    t.bigInteger("last_used")
  })
  await createTable(knex, tables.throttle, (t) => {
    t.string("subject", HASH).notNullable().primary()
    t.integer("failures").notNullable()
    t.bigInteger("failed_at").notNullable()
    t.bigInteger("expires").notNullable().index(`${tables.throttle}_expires`)
  })
  await createTable(knex, tables.usedAssertion, (t) => {
    t.string("hash", HASH).notNullable().primary()
    t.bigInteger("expires").notNullable().index(`${tables.usedAssertion}_expires`)
  })
  await createTable(knex, tables.visit, (t) => {
    t.string("operator", 128).notNullable().primary()
    t.bigInteger("visited_at").notNullable()
  })
}
