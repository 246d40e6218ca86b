import type { Knex } from "knex"
import { createTable as create } from "../create-table.ts"
import type { OwnTables } from "../tables.ts"

const ADDRESS = 160
const HASH = 64

/** Every step looks first, so a migration that was interrupted can be run again. Times are Unix time in milliseconds. */
export const initial = async (knex: Knex, tables: OwnTables): Promise<void> => {
  await create(knex, tables.address, (t) => {
    t.string("address", ADDRESS).notNullable().primary()
    t.string("kind", 8).notNullable()
  })
  await create(knex, tables.account, (t) => {
    t.string("address", ADDRESS).notNullable().primary()
    t.string("type", 6).notNullable()
    t.string("state", 12).notNullable()
    t.integer("version").notNullable()
    // As spelled in subscriber; what the digest hashes were made of.
    t.string("username", 64).notNullable().index(`${tables.account}_username`)
    t.string("domain", 64).notNullable()
    t.string("display_name", 255).notNullable()
    // Used where subscriber has no such column.
    t.string("email", 255).notNullable()
    t.string("rpid", 255)
    t.integer("permissions").notNullable()
    t.string("auth_id", 255)
    t.string("registrar", 255)
    t.integer("registrar_port")
    t.string("proxy", 255)
    t.integer("proxy_port")
    t.string("dial_plan", 1024)
    t.string("line_text", 255)
    // Keyed hash of the ha1 that we wrote last; where it no longer fits, the secret below is void.
    t.string("fingerprint", HASH)
    // Encrypted JSON: the clear text.
    t.text("secret")
    // Encrypted JSON: Kamailio's row of an account that is deactivated or blocked.
    t.text("parked")
    t.bigInteger("created_at").notNullable()
    t.bigInteger("updated_at").notNullable()
    t.index(["domain", "address"], `${tables.account}_domain`)
  })
  await create(knex, tables.phone, (t) => {
    t.string("mac", 12).notNullable()
    t.string("address", ADDRESS).notNullable().index(`${tables.phone}_address`)
    t.primary(["mac", "address"])
  })
  await create(knex, tables.number, (t) => {
    t.string("number", 16).notNullable().primary()
  })
  await create(knex, tables.domainServers, (t) => {
    t.string("domain", 64).notNullable().primary()
    t.string("registrar", 255).notNullable()
    t.integer("registrar_port").notNullable()
    t.string("proxy", 255).notNullable()
    t.integer("proxy_port").notNullable()
    t.string("provisioning_url", 1024).notNullable()
  })
  await create(knex, tables.operator, (t) => {
    t.string("name", 128).notNullable().primary()
    t.string("password_hash", 255).notNullable()
    t.string("full_name", 255).notNullable()
    t.string("email", 255).notNullable()
  })
  await create(knex, tables.authorization, (t) => {
    t.string("name", 128).notNullable().primary()
    t.integer("access").notNullable()
  })
  await create(knex, tables.session, (t) => {
    t.string("name_hash", HASH).notNullable().primary()
    t.string("key_hash", HASH).notNullable()
    t.bigInteger("key_expires").notNullable()
    t.string("previous_key_hash", HASH)
    t.bigInteger("previous_key_until").notNullable()
    t.string("cookie_hash", HASH).notNullable()
    t.string("operator", 128).notNullable().index(`${tables.session}_operator`)
    t.string("directory", 64).notNullable()
    t.bigInteger("created_at").notNullable()
    t.bigInteger("last_used").notNullable()
    t.bigInteger("expires").notNullable().index(`${tables.session}_expires`)
  })
  await create(knex, tables.audit, (t) => {
    t.bigIncrements("id")
    t.bigInteger("time").notNullable().index(`${tables.audit}_time`)
    t.string("principal", 255).notNullable()
    t.string("operation", 64).notNullable()
    t.text("details", "mediumtext").notNullable()
  })
  await create(knex, tables.setting, (t) => {
    t.string("name", 64).notNullable().primary()
    t.text("value").notNullable()
  })
  await create(knex, tables.journal, (t) => {
    t.string("id", 64).notNullable().primary()
    // Encrypted JSON.
    t.text("payload", "mediumtext").notNullable()
    t.string("owner", 64).notNullable()
    t.bigInteger("lease_until").notNullable().index(`${tables.journal}_lease`)
  })
  await create(knex, tables.journalSubject, (t) => {
    t.string("subject", 200).notNullable().primary()
    t.string("journal_id", 64).notNullable().index(`${tables.journalSubject}_journal`)
  })
}
