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

const REDACTED = "<redacted>"

const redact = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(redact)
  if (Redacted.isRedacted(value)) return REDACTED
  const fields: Record<string, unknown> = {}
  for (const field of Object.keys(value)) {
    const plain = SECRET_FIELDS.has(field) ? REDACTED : redact(Reflect.get(value, field))
    if (plain === undefined) continue
    if (field === "__proto__") Object.defineProperty(fields, field, { value: plain, enumerable: true })
    else fields[field] = plain
  }
  return fields
}

/** The change set as plain JSON, every secret replaced by `<redacted>`. */
export const redactChanges = (changes: ChangeSet): unknown => redact(changes)
