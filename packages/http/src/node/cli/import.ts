import type { Sipwright } from "@sipwright/core"
import { createReadStream } from "node:fs"
import { stat } from "node:fs/promises"
import { type Command, Option } from "commander"
import { EXIT, type ExitCode } from "./exit-code.ts"
import { type Io, write } from "./io.ts"
import { JSON_OPTION, type OutputOptions } from "./print.ts"
import { progressBar } from "./progress-bar.ts"
import { withSettings } from "./settings-options.ts"
import { delimiterOf, type Format, FORMATS, formatOf } from "./transfer/format.ts"
import type { Imported, RefusedLine } from "./transfer/import-records.ts"
import { keepHeapModest } from "./transfer/modest-heap.ts"
import { KIND_NAMES, type Kind, type KindName, KINDS } from "./transfer/kinds.ts"
import { withSipwright } from "./with-sipwright.ts"

interface ImportOptions extends OutputOptions {
  readonly format?: Format
  readonly delimiter: string
  readonly dryRun?: boolean
}

interface Source {
  readonly input: NodeJS.ReadableStream
  /** How much of it has been read, from 0 to 1; undefined where nobody knows how long it is. */
  readonly read: () => number | undefined
}

const open = async (path: string, io: Io): Promise<Source> => {
  if (path === "-") return { input: io.stdin, read: () => undefined }
  const { size } = await stat(path)
  const input = createReadStream(path)
  return { input, read: () => (size === 0 ? undefined : input.bytesRead / size) }
}

const records = async (input: NodeJS.ReadableStream, format: Format, { columns, needed }: Kind, delimiter: string) => {
  const names = Object.keys(columns)
  if (format === "ndjson") return (await import("./transfer/ndjson.ts")).readNdjson(input, names)
  return (await import("./transfer/csv.ts")).readCsv(input, { delimiter, columns: names, needed })
}

const lineText = ({ line, reason }: RefusedLine): string => `Line ${line}: ${reason}\n`

const summary = (what: KindName, { added, exists, refused }: Imported, dryRun: boolean): string => {
  const [would, lines] = [dryRun ? "Would add" : "Added", refused === 1 ? "1 line was" : `${refused} lines were`]
  const nothing = dryRun ? " Nothing was changed." : ""
  return `${would} ${added} ${what}; ${exists} were there already; ${lines} refused.${nothing}\n`
}

const needsColumns = (): string =>
  Object.entries<Kind>(KINDS)
    .map(([name, { columns, needed }]) => {
      const list = Object.keys(columns).map((column) => (needed.includes(column) ? `${column}*` : column))
      return `  ${name.padEnd(9)} ${list.join(", ")}`
    })
    .join("\n")

const HELP = `
Columns (* is needed), by the first line of a CSV file or as the names in each JSON object:
${needsColumns()}

An account without a password gets a generated one (sipwright account get ADDRESS --secrets shows it). What is
there already is left as it is, so a file can be imported again after it was mended or cut off.`

/** `sipwright import …` */
export const addImportCommand = (program: Command, io: Io, endWith: (code: ExitCode) => void): void => {
  const command = program
    .command("import")
    .addArgument(program.createArgument("<what>", "what the file holds").choices(KIND_NAMES))
    .argument("<file>", "a file in UTF-8, or - for standard input")
    .description(
      "add accounts, aliases, numbers or phones from a file; lines that are wrong are reported, the rest is added",
    )
    .addOption(new Option("--format <format>", "of the file; by its name where it is not given").choices(FORMATS))
    .option("--delimiter <character>", "between the values of a CSV file", delimiterOf, ",")
    .option("--dry-run", "only find out what would become of each line; changes nothing")
    .option(...JSON_OPTION)
    .addHelpText("after", HELP)
    .action(async (what: KindName, path: string, options: ImportOptions) => {
      const kind: Kind = KINDS[what]
      const dryRun = options.dryRun === true
      const heap = keepHeapModest()
      const bar = await progressBar(io)
      const { importRecords, NOTHING_IMPORTED } = await import("./transfer/import-records.ts")
      let imported = NOTHING_IMPORTED
      let separator = '{"lines":['
      const report = (refused: RefusedLine) => {
        bar.interrupt()
        if (options.json !== true) return write(io.stdout, lineText(refused))
        const text = `${separator}${JSON.stringify(refused)}`
        separator = ",\n"
        return write(io.stdout, text)
      }
      const work = async (sipwright: Sipwright) => {
        const source = await open(path, io)
        const read = await records(source.input, formatOf(options.format, path), kind, options.delimiter)
        heap.begin()
        await importRecords(sipwright, read, {
          what,
          dryRun,
          onRefused: report,
          onProgress: (done) => {
            imported = done
            const { line, added, exists, refused } = done
            bar.show(`line ${line}, ${added} added, ${exists} there, ${refused} refused`, source.read())
          },
        })
      }
      await withSipwright(command, io, work, { lasting: true })
        .catch((error: unknown) => {
          bar.end()
          if (imported.line > 0 && !dryRun) {
            io.stderr.write(
              `Stopped after line ${imported.line}. ${summary(what, imported, dryRun)}Import the file again to go on.\n`,
            )
          }
          throw error
        })
        .finally(() => {
          heap.end()
          bar.end()
        })
      const { added, exists, refused } = imported
      if (options.json === true) {
        const head = separator === '{"lines":[' ? separator : ""
        await write(
          io.stdout,
          `${head}],"added":${added},"exists":${exists},"refused":${refused},"dryRun":${dryRun}}\n`,
        )
      } else {
        await write(io.stdout, summary(what, imported, dryRun))
      }
      if (refused > 0) endWith(EXIT.refused)
    })
  withSettings(command, "store")
}
