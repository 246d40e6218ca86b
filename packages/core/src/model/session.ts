import type { AccessLevel } from "../values/access-level.ts"

/**
 * What a client holds. `session`: a name, a key that it replaces, and a cookie. `cookie`: one secret in a cookie. `bearer`: one
 * token. `pair`: a token, and a key that goes with it.
 */
export type SessionForm = "session" | "cookie" | "bearer" | "pair"

/** Who a session acts for: an operator, a program by its API key (named by the key's id), or an account for itself (named by its address). */
export type Subject =
  | { readonly kind: "operator"; readonly name: string; readonly directory: string }
  | { readonly kind: "key"; readonly name: string }
  | { readonly kind: "account"; readonly name: string }

/** A session in the store. Its secrets are there as SHA-256 only. All times are Unix time in milliseconds. */
export interface Session {
  /** SHA-256 of the session's name, cookie or token, or of the key of a pair, hexadecimal; the key. */
  readonly nameHash: string
  readonly form: SessionForm
  /** SHA-256 of the current auth key, or of the token of a pair; empty text where the form has none. */
  readonly keyHash: string
  readonly keyExpires: number
  /** SHA-256 of the key before it, good until `previousKeyUntil`. */
  readonly previousKeyHash: string | undefined
  readonly previousKeyUntil: number
  /** SHA-256 of the cookie's own secret; empty text where the form has none. */
  readonly cookieHash: string
  readonly subject: Subject
  readonly created: number
  /** Recorded at most once a minute. */
  readonly lastUsed: number
  /** When it ends if it is not used again. */
  readonly expires: number
  /** When it ends however much it is used. */
  readonly ends: number
}

/** A session together with what its operator or API key may do at this moment. */
export interface SessionWithAccess {
  readonly session: Session
  /** The level of the operator's authorization row or of the key; undefined where there is none. */
  readonly access: AccessLevel | undefined
}
