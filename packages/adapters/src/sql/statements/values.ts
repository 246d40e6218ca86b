/** A text column, which drivers give as a Buffer where it is declared binary. */
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : value === null || value === undefined ? "" : String(value)

/** A text column that may be NULL. */
export const optionalText = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : String(value)

/** The answer of `EXISTS`: a boolean on PostgreSQL, a number elsewhere. */
export const truth = (value: unknown): boolean => value === true || Number(value) > 0
