import { type Command, Option } from "commander"
import { type Io, write } from "./io.ts"
import { withSettings } from "./settings-options.ts"
import { delimiterOf, type Format, FORMATS } from "./transfer/format.ts"
import { KIND_NAMES, type Kind, type KindName, KINDS } from "./transfer/kinds.ts"
import type { RecordFields } from "./transfer/record.ts"
import { withSipwright } from "./with-sipwright.ts"

interface ExportOptions {
  readonly format: Format
  readonly delimiter: string
  readonly secrets?: boolean
}

const cell = (value: unknown): unknown => (typeof value === "object" && value !== null ? JSON.stringify(value) : value)

/** What turns records into the text of a file; the first text may begin with a head. */
const writerOf = async (columns: ReadonlyArray<readonly [string, string]>, { format, delimiter }: ExportOptions) => {
  const valuesOf = (fields: RecordFields) => columns.map(([column, field]) => [column, fields[field] ?? null] as const)
  if (format === "ndjson") {
    const head = ""
    return { head, line: (fields: RecordFields) => `${JSON.stringify(Object.fromEntries(valuesOf(fields)))}\n` }
  }
  const { stringify } = await import("csv-stringify/sync")
  const line = (values: ReadonlyArray<unknown>) => stringify([[...values]], { delimiter })
  return {
    head: line(columns.map(([column]) => column)),
    line: (fields: RecordFields) => line(valuesOf(fields).map(([, value]) => cell(value))),
  }
}

/** `sipwright export …` */
export const addExportCommand = (program: Command, io: Io): void => {
  const command = program
    .command("export")
    .addArgument(program.createArgument("<what>", "what to write").choices(KIND_NAMES))
    .description("write all accounts, aliases, numbers or phones to standard output, as import reads them")
    .addOption(new Option("--format <format>", "of what is written").choices(FORMATS).default("csv"))
    .option("--delimiter <character>", "between the values of CSV", delimiterOf, ",")
    .option("--secrets", "write the passwords of accounts too, where they are known in clear text")
    .action((what: KindName, options: ExportOptions) =>
      withSipwright(command, io, async (sipwright) => {
        const kind: Kind = KINDS[what]
        const columns = Object.entries(kind.columns).filter(
          ([column]) => options.secrets === true || !kind.secret.includes(column),
        )
        const writer = await writerOf(columns, options)
        await write(io.stdout, writer.head)
        for await (const fields of kind.all(sipwright)) await write(io.stdout, writer.line(fields))
      }),
    )
  withSettings(command, "store")
}
