import { InvalidArgumentError } from "commander"

export const FORMATS = ["csv", "ndjson"] as const
export type Format = (typeof FORMATS)[number]

/** The format of a file: as given, or by its name. */
export const formatOf = (given: Format | undefined, path: string | undefined): Format =>
  given ?? (/\.(ndjson|jsonl)$/i.test(path ?? "") ? "ndjson" : "csv")

/** Reads the option for what separates values. */
export const delimiterOf = (text: string): string => {
  const delimiter = text === "\\t" ? "\t" : text
  if (/^[^"\r\n]$/.test(delimiter)) return delimiter
  throw new InvalidArgumentError("It is one character, or \\t.")
}
