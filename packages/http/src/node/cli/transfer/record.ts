/** One thing of a file: its values by column; what is absent or empty is not given. */
export type RecordFields = Readonly<Record<string, unknown>>

/** A record and the line of the file that it begins at, or why that line is none. */
export type ReadRecord =
  | { readonly line: number; readonly fields: RecordFields }
  | { readonly line: number; readonly fault: string }

/** A file cannot be read as what it is said to be: nothing of it was used. */
export class WrongFile extends Error {
  override readonly name = "UsageError"
}
