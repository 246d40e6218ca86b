import type { Knex } from "knex"
import { addIndex } from "../add-index.ts"
import type { OwnTables } from "../tables.ts"

/** The audit trail is searched by who did something; by everything else it is read in its order. */
export const auditIndexes = async (knex: Knex, tables: OwnTables): Promise<void> => {
  await addIndex(knex, tables.audit, ["principal", "id"], `${tables.audit}_principal`)
}
