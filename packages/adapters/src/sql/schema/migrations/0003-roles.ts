import type { Knex } from "knex"
import { createTable } from "../create-table.ts"
import type { OwnTables } from "../tables.ts"

/** Roles, who has them, and tokens of domains. Times are Unix time in milliseconds. */
export const roles = async (knex: Knex, tables: OwnTables): Promise<void> => {
  await createTable(knex, tables.role, (t) => {
    t.string("name", 64).notNullable().primary()
    t.string("parent", 64).index(`${tables.role}_parent`)
    // JSON: permissions by resource.
    t.text("allows").notNullable()
  })
  await createTable(knex, tables.roleHolder, (t) => {
    t.string("kind", 8).notNullable()
    t.string("name", 160).notNullable()
    t.string("role", 64).notNullable().index(`${tables.roleHolder}_role`)
    t.primary(["kind", "name"])
  })
  await createTable(knex, tables.domainToken, (t) => {
    t.string("id", 36).notNullable().primary()
    t.string("domain", 64).notNullable().index(`${tables.domainToken}_domain`)
    t.string("role", 64).notNullable().index(`${tables.domainToken}_role`)
    t.bigInteger("expires").notNullable()
    t.string("created_by", 255).notNullable()
    t.bigInteger("created_at").notNullable()
    t.integer("enabled").notNullable()
  })
}
