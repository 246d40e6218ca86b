const decoder = new TextDecoder()

/** A column as text, NULL as empty text. Drivers give bytes where the column is declared binary. */
export const textOf = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return value
    case "number":
    case "bigint":
    case "boolean":
      return `${value}`
    default:
      return value instanceof Uint8Array ? decoder.decode(value) : ""
  }
}

/** A text column that may be NULL. */
export const optionalText = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : textOf(value)

/** The answer of `EXISTS`: a boolean on PostgreSQL, a number elsewhere. */
export const truth = (value: unknown): boolean => value === true || Number(value) > 0
