import { hash, timingSafeEqual } from "node:crypto"
import type { BareStore, SessionRow } from "./store.ts"

/** What a client presents. */
export interface Presented {
  readonly session: string
  readonly authKey: string
  readonly cookie: string
}

const sha256 = (text: string): string => hash("sha256", text, "hex")

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * A session by hand: its row by the hash of its name, its key and its cookie compared as hashes in constant time, its ends, and the level of
 * its operator. Less would let somebody in who must not come in.
 */
export const checkSession = async (
  store: Pick<BareStore, "session">,
  { session, authKey, cookie }: Presented,
): Promise<boolean> => {
  const row: SessionRow | undefined = await store.session(sha256(session))
  if (row === undefined) return false
  const now = Date.now()
  return (
    row.expires > now &&
    row.key_expires > now &&
    isSame(row.key_hash, sha256(authKey)) &&
    isSame(row.cookie_hash, sha256(cookie)) &&
    (row.access ?? 0) >= 1
  )
}
