import type { AccessLevel, Session, SessionForm, Sessions, Subject } from "@sipwright/core"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import { lookUpTogether } from "../statements/look-up-together.ts"
import { makeSweep } from "../statements/sweep.ts"
import { optionalText } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

const subjectOf = (row: Row): Subject => {
  const kind = row["subject"] as Subject["kind"]
  const name = row["operator"] as string
  return kind === "operator" ? { kind, name, directory: row["directory"] as string } : { kind, name }
}

const sessionOf = (row: Row): Session => ({
  nameHash: row["name_hash"] as string,
  keyHash: row["key_hash"] as string,
  keyExpires: row["key_expires"] as number,
  previousKeyHash: optionalText(row["previous_key_hash"]),
  previousKeyUntil: row["previous_key_until"] as number,
  cookieHash: row["cookie_hash"] as string,
  form: row["form"] as SessionForm,
  subject: subjectOf(row),
  created: row["created_at"] as number,
  lastUsed: row["last_used"] as number,
  expires: row["expires"] as number,
  ends: row["ends"] as number,
})

export const makeSessions = ({ databases: { own }, tables }: StoreDeps): Sessions["Service"] => {
  const find = lookUpTogether(
    own,
    // By sub-queries: SQLite would plan a join anew at every call, because of the parameters in it.
    (first) => `SELECT ${first}s.name_hash, s.key_hash, s.key_expires, s.previous_key_hash, s.previous_key_until,
      s.cookie_hash, s.form, s.subject, s.operator, s.directory, s.created_at, s.last_used, s.expires, s.ends,
      CASE s.subject
        WHEN 'operator' THEN (SELECT a.access FROM ${tables.authorization} a WHERE a.name = s.operator)
        WHEN 'key' THEN (SELECT k.access FROM ${tables.apiKey} k WHERE k.id = s.operator)
      END AS access
    FROM ${tables.session} s WHERE s.name_hash = ?`,
  )
  const create = `INSERT INTO ${tables.session} (name_hash, key_hash, key_expires, previous_key_hash, previous_key_until,
    cookie_hash, form, subject, operator, directory, created_at, last_used, expires, ends)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const sweep = makeSweep(own, tables.session, "name_hash")
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
          session.form,
          session.subject.kind,
          session.subject.name,
          session.subject.kind === "operator" ? session.subject.directory : "",
          session.created,
          session.lastUsed,
          session.expires,
          session.ends,
        ])
        await sweep(now)
      }),
    find: (nameHash) =>
      query(async () => {
        const row = await find([nameHash])
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
