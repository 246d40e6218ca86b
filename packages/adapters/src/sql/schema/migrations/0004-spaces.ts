import type { Knex } from "knex"
import { addColumn } from "../add-column.ts"
import { createTable } from "../create-table.ts"
import type { OwnTables } from "../tables.ts"

const HASH = 64
const ADDRESS = 160

/** What is known of the person behind an account, spaces, keys of accounts, and digest authentication. Times are Unix time in milliseconds. */
export const spaces = async (knex: Knex, tables: OwnTables): Promise<void> => {
  await addColumn(knex, tables.account, "activated", (t) => {
    t.integer("activated").notNullable().defaultTo(1)
  })
  await addColumn(knex, tables.account, "access", (t) => {
    t.integer("access").notNullable().defaultTo(0)
  })
  await addColumn(knex, tables.account, "phone_number", (t) => {
    t.string("phone_number", 16).index(`${tables.account}_phone_number`)
  })
  await addColumn(knex, tables.account, "dtmf_protocol", (t) => {
    t.string("dtmf_protocol", 16)
  })
  await addColumn(knex, tables.account, "dictionary", (t) => {
    // JSON: values by name; NULL where there are none.
    t.text("dictionary", "mediumtext")
  })
  await addColumn(knex, tables.account, "provisioning_token", (t) => {
    t.string("provisioning_token", 32)
  })
  await addColumn(knex, tables.account, "email_key", (t) => {
    // The e-mail address in lower case, to be found by.
    t.string("email_key", 255).index(`${tables.account}_email_key`)
  })
  await knex(tables.account)
    .whereNull("email_key")
    .whereNot("email", "")
    .update({ email_key: knex.raw("lower(email)") })
  await addColumn(knex, tables.apiKey, "account", (t) => {
    t.string("account", ADDRESS).index(`${tables.apiKey}_account`)
  })
  await addColumn(knex, tables.apiKey, "idle", (t) => {
    t.bigInteger("idle")
  })
  await createTable(knex, tables.accountNumber, (t) => {
    t.increments("number")
    t.string("address", ADDRESS).notNullable().unique(`${tables.accountNumber}_address`)
  })
  await createTable(knex, tables.space, (t) => {
    t.string("domain", 64).notNullable().primary()
    t.string("name", 255).notNullable().unique(`${tables.space}_name`)
    t.string("host", 64).notNullable().unique(`${tables.space}_host`)
    t.integer("super").notNullable()
    t.string("realm", 255)
    t.integer("max_accounts").notNullable()
    t.bigInteger("expires")
    t.bigInteger("created_at").notNullable()
    t.bigInteger("updated_at").notNullable()
  })
  await createTable(knex, tables.nonce, (t) => {
    t.string("hash", HASH).notNullable().primary()
    t.bigInteger("used").notNullable()
    t.bigInteger("expires").notNullable().index(`${tables.nonce}_expires`)
  })
  await createTable(knex, tables.attachedToken, (t) => {
    t.string("hash", HASH).notNullable().primary()
    // NULL once it was taken: it must not be attached again.
    t.string("account", ADDRESS)
    t.bigInteger("expires").notNullable().index(`${tables.attachedToken}_expires`)
  })
}
