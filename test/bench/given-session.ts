import { hash, randomBytes } from "node:crypto"
import type { TestDatabase } from "../support/test-database.ts"
import type { Credentials } from "./product.ts"

const DAY = 86_400_000

/**
 * Opens a session by rows, as `auth/login` would, and with a key that is good for a day. A login would take 80 ms of the core and 32 MB of
 * memory just before something is measured, and needs a server of the product, which would take in what is made there by hand meanwhile.
 */
export const givenSession = async (database: TestDatabase): Promise<Credentials> => {
  const [session, authKey, cookie] = Array.from({ length: 3 }, () => randomBytes(32).toString("base64url")) as [
    string,
    string,
    string,
  ]
  const [name, key, secret] = [session, authKey, cookie].map((text) => hash("sha256", text, "hex")) as [
    string,
    string,
    string,
  ]
  const now = Date.now()
  const operator = `bench${session.slice(0, 8)}`
  await database.query("INSERT INTO sipwright_authorization (name, access) VALUES (?, ?)", [operator, 4])
  await database.query(
    `INSERT INTO sipwright_session (name_hash, key_hash, key_expires, previous_key_until, cookie_hash, form, subject, operator,
      directory, created_at, last_used, expires, ends) VALUES (?, ?, ?, 0, ?, 'session', 'operator', ?, 'sql', ?, ?, ?, ?)`,
    [name, key, now + DAY, secret, operator, now, now, now + DAY, now + DAY],
  )
  return { session, authKey, cookie: `hermes_session=${cookie}` }
}
