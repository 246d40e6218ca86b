import * as Redacted from "effect/Redacted"
import { parsed, Refusal } from "./parsed.ts"

const MAX_LENGTH = 255

const secretOf = (identifier: string, maxLength: number) =>
  parsed<Redacted.Redacted<string>>(
    identifier,
    (value) => {
      if (value.includes("\0") || !value.isWellFormed()) return new Refusal("has a character that cannot be part of it")
      return value.length > maxLength ? new Refusal(`is longer than ${maxLength} characters`) : Redacted.make(value)
    },
    (value): value is Redacted.Redacted<string> => Redacted.isRedacted(value),
    () => "<redacted>",
  )

/**
 * A password or token as a caller sent it. It is wrapped at once, so that neither a log nor an error can show it. Empty
 * text is let through: whether that is a wrong credential or a bad parameter is for the operation to say.
 */
export const SecretText = secretOf("SecretText", MAX_LENGTH)

/** A signed token as a caller sent it (RFC 7523), wrapped like {@link SecretText}. */
export const Assertion = secretOf("Assertion", 4096)

/** Reads a {@link NewPassword}. */
export const parseNewPassword = (value: string): Redacted.Redacted<string> | Refusal => {
  if (value === "") return new Refusal("is empty")
  if (/[\u0000-\u001f\u007f]/.test(value) || !value.isWellFormed()) return new Refusal("has a control character")
  return value.length > 64 && [...value].length > 64
    ? new Refusal("is longer than 64 characters")
    : Redacted.make(value)
}

/**
 * A new SIP password: 1 to 64 characters, the width of Kamailio's `subscriber.password`, without control characters
 * (a phone cannot type them). Never empty: see `NewCredentials.passwordColumn`.
 */
export const NewPassword = parsed<Redacted.Redacted<string>>(
  "NewPassword",
  parseNewPassword,
  (value): value is Redacted.Redacted<string> => Redacted.isRedacted(value),
  () => "<redacted>",
)
