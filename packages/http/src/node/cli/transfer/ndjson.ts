import { isNoUtf8, type Line, linesOf, NO_UTF8 } from "./lines.ts"
import type { ReadRecord, RecordFields } from "./record.ts"

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is RecordFields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const recordOf = ({ line, text }: Line, columns: ReadonlyArray<string>): ReadRecord => {
  if (isNoUtf8(text)) return { line, fault: NO_UTF8 }
  const value = parsed(text)
  if (!isRecord(value)) return { line, fault: "The line is no JSON object." }
  const given = Object.entries(value).filter(([, one]) => one !== null && one !== "")
  return given.every(([name]) => columns.includes(name))
    ? { line, fields: Object.fromEntries(given) }
    : { line, fault: `The line has a name that is no column. The columns are ${columns.join(", ")}.` }
}

/** The records of a file with one JSON object a line. */
export async function* readNdjson(
  input: NodeJS.ReadableStream,
  columns: ReadonlyArray<string>,
): AsyncGenerator<ReadonlyArray<ReadRecord>> {
  for await (const lines of linesOf(input)) {
    yield lines.filter(({ text }) => text.trim() !== "").map((line) => recordOf(line, columns))
  }
}
