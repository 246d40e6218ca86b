import { MAX_ITEMS, type Sipwright } from "@sipwright/core"
import { type Kind, type KindName, KINDS } from "./kinds.ts"
import type { ReadRecord, RecordFields } from "./record.ts"

/** A line that was not taken, and why. */
export interface RefusedLine {
  readonly line: number
  /** The column that is wrong, where it is one. */
  readonly column: string | null
  readonly reason: string
}

/** How far an import has come. */
export interface Imported {
  /** The last line that was looked at. */
  readonly line: number
  readonly added: number
  /** Were there before. */
  readonly exists: number
  readonly refused: number
}

export const NOTHING_IMPORTED: Imported = { line: 0, added: 0, exists: 0, refused: 0 }

export interface ImportOptions {
  readonly what: KindName
  readonly dryRun: boolean
  readonly onRefused: (line: RefusedLine) => Promise<void>
  readonly onProgress: (imported: Imported) => void
}

const rename = (fields: RecordFields, columns: Readonly<Record<string, string>>): RecordFields => {
  const renamed: Record<string, unknown> = {}
  for (const column of Object.keys(fields)) renamed[columns[column] ?? column] = fields[column]
  return renamed
}

/** Pieces of a list as they come, cut anew to what one call takes. */
async function* batchesOf(pieces: AsyncIterable<ReadonlyArray<ReadRecord>>): AsyncGenerator<ReadonlyArray<ReadRecord>> {
  let waiting: ReadonlyArray<ReadRecord> = []
  for await (const piece of pieces) {
    waiting = [...waiting, ...piece]
    let taken = 0
    for (; waiting.length - taken >= MAX_ITEMS; taken += MAX_ITEMS) yield waiting.slice(taken, taken + MAX_ITEMS)
    waiting = waiting.slice(taken)
  }
  yield waiting
}

/** The words of an operation in those of the file. */
const refusedLine = (line: number, kind: Kind, field: string | null, message: string | null): RefusedLine => {
  const [name = ""] = (field ?? "").split(".")
  const entry = Object.entries(kind.columns).find(([, own]) => own === name)
  const column = entry?.[0] ?? (name === "activated" ? "state" : null)
  const reason = message ?? "It was refused."
  return { line, column, reason: column === null ? reason : reason.replace(field ?? "", column) }
}

/**
 * Adds the records of a file, many at a time. Each is added or refused for itself, and what is there already is left alone, so that an import that was cut
 * off goes on when it is repeated.
 */
export const importRecords = async (
  sipwright: Sipwright,
  records: AsyncIterable<ReadonlyArray<ReadRecord>>,
  { what, dryRun, onRefused, onProgress }: ImportOptions,
): Promise<void> => {
  const kind: Kind = KINDS[what]
  let imported = NOTHING_IMPORTED
  // On trial nothing is kept, so what came twice is not there the second time.
  const tried = new Set<string>()

  // What is no item of the operation, the operation says.
  const add = async (batch: ReadonlyArray<ReadRecord>, after: Promise<void>) => {
    const items = batch.flatMap((record) =>
      "fields" in record ? [kind.itemOf(rename(record.fields, kind.columns))] : [],
    )
    if (items.length > 0) return (await sipwright[what].addMany({ items: items as never, dryRun, after })).items
    await after
    return []
  }

  const report = async (batch: ReadonlyArray<ReadRecord>, done: Awaited<ReturnType<typeof add>>) => {
    const outcomes = done.values()
    let { line, added, exists, refused } = imported
    for (const record of batch) {
      line = record.line
      const outcome = "fields" in record ? outcomes.next().value : undefined
      const name = outcome?.name ?? ""
      if (outcome?.outcome === "exists" || (outcome?.outcome === "added" && tried.has(name))) {
        exists++
      } else if (outcome?.outcome === "added") {
        added++
        if (dryRun) tried.add(name)
      } else {
        refused++
        await onRefused(
          "fault" in record
            ? { line, column: null, reason: record.fault }
            : refusedLine(line, kind, outcome?.field ?? null, outcome?.message ?? null),
        )
      }
    }
    imported = { line, added, exists, refused }
    onProgress(imported)
  }

  // The next ones are read and made ready while these are added.
  let before = Promise.resolve()
  let last = before
  try {
    for await (const batch of batchesOf(records)) {
      last = add(batch, before).then((done) => report(batch, done))
      last.catch(() => {})
      await before
      before = last
    }
  } finally {
    await last.catch(() => {})
  }
  await last
}
