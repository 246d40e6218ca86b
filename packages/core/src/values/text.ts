import { parsedString, Refusal } from "./parsed.ts"

// Databases disagree about both: PostgreSQL refuses NUL in text, drivers replace a lone surrogate without a word.
const unstorable = (text: string): boolean => text.includes("\0") || !text.isWellFormed()

export const parseText = (value: string, minLength: number, maxLength: number): string | Refusal => {
  if (value.length < minLength) return new Refusal("is empty")
  if (unstorable(value)) return new Refusal("has a character that cannot be stored (NUL or half of a surrogate pair)")
  if (value.length > maxLength && [...value].length > maxLength) {
    return new Refusal(`is longer than ${maxLength} characters`)
  }
  return value
}

/**
 * Text that every store keeps byte for byte: at most `maxLength` characters (Unicode code points, as VARCHAR counts
 * them), without NUL and without lone surrogates. Empty text is allowed.
 */
export const text = (maxLength: number) =>
  parsedString<string>(`Text${maxLength}`, (value) => parseText(value, 0, maxLength))

export const parseRequiredText = (value: string, maxLength: number): string | Refusal => parseText(value, 1, maxLength)

/** {@link text} that is not empty. */
export const requiredText = (maxLength: number) =>
  parsedString<string>(`RequiredText${maxLength}`, (value) => parseRequiredText(value, maxLength))
