import type { Database } from "./database.ts"
import type { OwnTables } from "./schema/tables.ts"
import type { SecretBox } from "./secret-box.ts"
import { SqlError } from "./sql-error.ts"
import { SqlStoreError } from "./sql-store-error.ts"

// One row of `setting` for each key that secrets may be sealed with: a known text under that key.
const PREFIX = "secret-key:"
const KNOWN_TEXT = "sipwright"

const placeOf = (tables: OwnTables, name: string) => ({ table: tables.setting, address: name, column: "value" })

/**
 * Makes sure that every key this database was ever used with is at hand, and notes the one in use. Rejects with {@link SqlStoreError}
 * `wrong-key`: going on would mean to lose what was encrypted with the key that is missing.
 */
export const checkSecretKey = async (own: Database, tables: OwnTables, secrets: SecretBox): Promise<void> => {
  const rows = await own.all(`SELECT name, value FROM ${tables.setting} WHERE name LIKE '${PREFIX}%'`)
  for (const row of rows) {
    const name = row["name"] as string
    if (secrets.open(placeOf(tables, name), row["value"] as string) !== KNOWN_TEXT) {
      throw new SqlStoreError({
        reason: "wrong-key",
        sentence: `This database holds secrets encrypted with the key whose id is ${name.slice(PREFIX.length)}, and that is none of the secret keys given (${secrets.keyIds.join(", ")}). Give the right key, or list it among the old ones.`,
      })
    }
  }
  const name = `${PREFIX}${secrets.keyId}`
  if (rows.some((row) => row["name"] === name)) return
  const insert = `INSERT INTO ${tables.setting} (name, value) VALUES (?, ?)`
  await own.run(insert, [name, secrets.seal(placeOf(tables, name), KNOWN_TEXT)]).catch((error: unknown) => {
    // Another process that started at the same time was faster.
    if (!(error instanceof SqlError) || error.failure !== "unique-violation") throw error
  })
}

/** Forgets all keys but the one in use; for after everything has been sealed anew with it. */
export const forgetOldSecretKeys = async (own: Database, tables: OwnTables, secrets: SecretBox): Promise<void> => {
  await own.run(`DELETE FROM ${tables.setting} WHERE name LIKE '${PREFIX}%' AND name <> ?`, [
    `${PREFIX}${secrets.keyId}`,
  ])
}
