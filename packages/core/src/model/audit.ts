import * as Redacted from "effect/Redacted"
import type { ChangeSet } from "./change.ts"

/** One line of the audit trail: a change that was made, or what happened to a credential. Never holds a secret. */
export interface AuditRecord {
  /** Unix time in milliseconds. */
  readonly time: number
  /** Who: the name of the principal. */
  readonly principal: string
  /** What: the name of the operation. */
  readonly operation: string
  /** The change set with its secrets taken out, or the facts of a credential event; plain JSON. */
  readonly details: unknown
}

// In a change set these are the fields that hold a secret, whether Redacted or (a hash) plain text.
const SECRET_FIELDS = new Set(["password", "passwordHash", "credentials", "proof", "provisioningToken"])

/** The change set as plain JSON, every secret replaced by `<redacted>`. */
export const redactChanges = (changes: ChangeSet): unknown =>
  JSON.parse(
    JSON.stringify(changes, (field, value: unknown) =>
      SECRET_FIELDS.has(field) || Redacted.isRedacted(value) ? "<redacted>" : value,
    ),
  )
