import type { AccessLevel, Session, Sessions } from "@sipwright/core"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import { optionalText } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

// How many expired sessions a new one sweeps away: more than one, so that the table shrinks again after a rush.
const SWEPT = 20

const sessionOf = (row: Row): Session => ({
  nameHash: row["name_hash"] as string,
  keyHash: row["key_hash"] as string,
  keyExpires: row["key_expires"] as number,
  previousKeyHash: optionalText(row["previous_key_hash"]),
  previousKeyUntil: row["previous_key_until"] as number,
  cookieHash: row["cookie_hash"] as string,
  operator: row["operator"] as string,
  directory: row["directory"] as string,
  created: row["created_at"] as number,
  lastUsed: row["last_used"] as number,
  expires: row["expires"] as number,
})

export const makeSessions = ({ databases: { own }, tables }: StoreDeps): Sessions["Service"] => {
  const find = `SELECT s.name_hash, s.key_hash, s.key_expires, s.previous_key_hash, s.previous_key_until, s.cookie_hash,
      s.operator, s.directory, s.created_at, s.last_used, s.expires, a.access
    FROM ${tables.session} s LEFT JOIN ${tables.authorization} a ON a.name = s.operator
    WHERE s.name_hash = ?`
  const create = `INSERT INTO ${tables.session} (name_hash, key_hash, key_expires, previous_key_hash, previous_key_until,
    cookie_hash, operator, directory, created_at, last_used, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const expired = `SELECT name_hash FROM ${tables.session} WHERE expires < ? ORDER BY expires LIMIT ${SWEPT}`
  // Looks at the time again: a session found expired may have been used since.
  const sweep = `DELETE FROM ${tables.session} WHERE name_hash = ? AND expires < ?`
  const rotate = `UPDATE ${tables.session} SET key_hash = ?, key_expires = ?, previous_key_hash = ?, previous_key_until = ?,
    last_used = ?, expires = ? WHERE name_hash = ? AND key_hash = ?`
  const touch = `UPDATE ${tables.session} SET last_used = ?, expires = ? WHERE name_hash = ? AND last_used <= ?`
  const remove = `DELETE FROM ${tables.session} WHERE name_hash = ?`

  return {
    create: (session, now) =>
      query(async () => {
        await own.run(create, [
          session.nameHash,
          session.keyHash,
          session.keyExpires,
          session.previousKeyHash ?? null,
          session.previousKeyUntil,
          session.cookieHash,
          session.operator,
          session.directory,
          session.created,
          session.lastUsed,
          session.expires,
        ])
        for (const row of await own.all(expired, [now])) await own.run(sweep, [row["name_hash"] as string, now])
      }),
    find: (nameHash) =>
      query(async () => {
        const [row] = await own.all(find, [nameHash])
        if (row === undefined) return undefined
        return { session: sessionOf(row), access: (row["access"] ?? undefined) as AccessLevel | undefined }
      }),
    rotateKey: (rotation) =>
      query(async () => {
        const matched = await own.run(rotate, [
          rotation.newKeyHash,
          rotation.newKeyExpires,
          rotation.keyHash,
          rotation.previousKeyUntil,
          rotation.lastUsed,
          rotation.expires,
          rotation.nameHash,
          rotation.keyHash,
        ])
        return matched === 1
      }),
    touch: (use) =>
      query(async () => void (await own.run(touch, [use.lastUsed, use.expires, use.nameHash, use.lastUsed]))),
    remove: (nameHash) => query(async () => void (await own.run(remove, [nameHash]))),
  }
}
