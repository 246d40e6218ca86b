import type { AccessLevel } from "../values/access-level.ts"

/** A session in the store. Its secrets are there as SHA-256 only. All times are Unix time in milliseconds. */
export interface Session {
  /** SHA-256 of the session name, hexadecimal; the key. */
  readonly nameHash: string
  /** SHA-256 of the current auth key. */
  readonly keyHash: string
  readonly keyExpires: number
  /** SHA-256 of the key before it, good until `previousKeyUntil`. */
  readonly previousKeyHash: string | undefined
  readonly previousKeyUntil: number
  /** SHA-256 of the cookie's own secret. */
  readonly cookieHash: string
  /** Login name of the operator. */
  readonly operator: string
  readonly directory: string
  readonly created: number
  /** Recorded at most once a minute. */
  readonly lastUsed: number
  /** When it ends if it is not used again. */
  readonly expires: number
}

/** A session together with what its operator may do at this moment. */
export interface SessionWithAccess {
  readonly session: Session
  /** Undefined where the operator has no authorization row. */
  readonly access: AccessLevel | undefined
}
