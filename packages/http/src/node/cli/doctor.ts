import type { SqlAdministration } from "@sipwright/adapters/sql"
import type { Command } from "commander"
import { access } from "node:fs/promises"
import type { Settings } from "../settings.ts"
import { EXIT, type ExitCode } from "./exit-code.ts"
import { type Finding, findingsOf } from "./findings.ts"
import { type Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print } from "./print.ts"
import { progressBar } from "./progress-bar.ts"
import { settingsOf, withSettings } from "./settings-options.ts"
import { sqlOnly, withAdministration } from "./sql-only.ts"

interface Report {
  readonly rows: number
  readonly mended: ReadonlyArray<string>
  readonly findings: ReadonlyArray<Finding>
  /** What is as it was set up, and still good to know. */
  readonly notes: ReadonlyArray<string>
}

const notesOf = ({ kamailioRpcUrl }: Settings): ReadonlyArray<string> =>
  kamailioRpcUrl === undefined
    ? [
        "Without SIPWRIGHT_KAMAILIO_RPC_URL, a domain that was added or removed waits for kamcmd domain.reload, and the contacts of an account that was removed, blocked or given another password stay until they expire.",
      ]
    : []

const alone = (kind: string, sentence: string): Report => ({
  rows: 0,
  mended: [],
  findings: [{ kind, count: 1, sentence }],
  notes: [],
})

const mend = async (
  administration: SqlAdministration,
  settings: Settings,
  findings: ReadonlyArray<Finding>,
): Promise<ReadonlyArray<string>> => {
  const kinds = new Set(findings.map(({ kind }) => kind))
  const mended: Array<string> = []
  if (kinds.has("empty-password")) {
    mended.push(`Filled ${await administration.fillEmptyPasswords()} empty passwords with random text.`)
  }
  if (kinds.has("unknown-row") || kinds.has("missing-row")) {
    await administration.adopt()
    mended.push("Took in all rows of subscriber, and marked accounts without one as gone.")
  }
  if (kinds.has("domains-wait")) {
    const { reloadDomains } = await import("./waiting-domains.ts")
    await reloadDomains(settings)
    mended.push("Had Kamailio read its domains again.")
  }
  return mended
}

/** Opening the store tells of these as errors; for this command they are what it was asked for. */
const FINDINGS = new Set(["not-migrated", "no-kamailio-tables", "wrong-key"])

const isFinding = (error: unknown): error is { readonly reason: string; readonly message: string } =>
  error instanceof Error && "reason" in error && FINDINGS.has(String(error.reason))

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const examine = async (settings: Settings, io: Io, fix: boolean): Promise<Report> => {
  const { databaseUrl } = settings
  // Looking for it would make the file.
  if (databaseUrl.kind === "sqlite" && !fix && !(await isThere(databaseUrl.path))) {
    return alone("no-database", `There is no database file ${databaseUrl.path} yet; sipwright serve makes it.`)
  }
  const given = await sqlOnly(settings, io)
  // Without --fix nothing is changed, not even our own tables.
  const store = fix ? given : { ...given, migrate: false, createKamailioTables: false }
  const { waitingDomains } = await import("./waiting-domains.ts")
  const progress = await progressBar(io)
  try {
    return await withAdministration(settings, store, async (administration) => {
      const inspect = async () => {
        const found = await administration.inspect((rows) => progress.show(`Looked at ${rows} rows`))
        return {
          rows: found.rows,
          findings: [...findingsOf(found, settings), ...(await waitingDomains(administration, settings))],
        }
      }
      const { rows, findings } = await inspect()
      const mended = fix ? await mend(administration, settings, findings) : []
      const left = mended.length === 0 ? findings : (await inspect()).findings
      return { rows, mended, findings: left, notes: notesOf(settings) }
    })
  } catch (error) {
    if (isFinding(error)) return alone(error.reason, error.message)
    throw error
  } finally {
    progress.end()
  }
}

const inWords = ({ rows, mended, findings, notes }: Report): string => {
  const sentences = [...mended, ...findings.map(({ sentence }) => sentence), ...notes]
  const list = sentences.map((sentence) => `- ${sentence}\n`).join("")
  return findings.length === 0 ? `${list}Nothing to find fault with in ${rows} rows of subscriber.\n` : list
}

/** `sipwright doctor`: done when there is nothing (any more) to find fault with. */
export const addDoctorCommand = (program: Command, io: Io, endWith: (code: ExitCode) => void): void => {
  const doctor = program
    .command("doctor")
    .description("look for what is wrong in the databases")
    .option("--fix", "mend what can be mended without harm")
    .option(...JSON_OPTION)
    .action(async (options: OutputOptions & { readonly fix?: boolean }) => {
      const report = await examine(settingsOf(doctor, io), io, options.fix === true)
      await print(io, options, report, () => inWords(report))
      if (report.findings.length > 0) endWith(EXIT.refused)
    })
  withSettings(doctor, "store")
}
