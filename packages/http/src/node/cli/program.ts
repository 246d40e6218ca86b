import { Command, CommanderError } from "commander"
import { addAccountCommands } from "./account.ts"
import { addAliasCommands } from "./alias.ts"
import { addAdoptCommand } from "./adopt.ts"
import { addApiKeyCommands } from "./api-key.ts"
import { addAuditCommand } from "./audit.ts"
import { addCompletion, COMPLETE, describeCompletion } from "./completion.ts"
import { addDoctorCommand } from "./doctor.ts"
import { addDomainCommands } from "./domain.ts"
import { EXIT, type ExitCode } from "./exit-code.ts"
import { addExportCommand } from "./export.ts"
import { failureOf } from "./failure.ts"
import { addImportCommand } from "./import.ts"
import type { Io } from "./io.ts"
import { addMigrateCommand } from "./migrate.ts"
import { addNumberCommands } from "./number.ts"
import { addOperatorCommands } from "./operator.ts"
import { addPhoneCommands } from "./phone.ts"
import { addRekeyCommand } from "./rekey.ts"
import { addServeCommand } from "./serve.ts"

// These files are loaded for `--help`: what does the work is imported by the action that needs it.

type AddCommand = (program: Command, io: Io, endWith: (code: ExitCode) => void) => void

const COMMANDS: Readonly<Record<string, AddCommand>> = {
  serve: addServeCommand,
  migrate: addMigrateCommand,
  doctor: addDoctorCommand,
  adopt: addAdoptCommand,
  rekey: addRekeyCommand,
  operator: addOperatorCommands,
  domain: addDomainCommands,
  account: addAccountCommands,
  alias: addAliasCommands,
  phone: addPhoneCommands,
  number: addNumberCommands,
  "api-key": addApiKeyCommands,
  audit: addAuditCommand,
  import: addImportCommand,
  export: addExportCommand,
}

/** Each has dozens of flags, and making all of them takes longer than many a command. */
const neededFor = ([first = ""]: ReadonlyArray<string>): ReadonlyArray<AddCommand> => {
  const one = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined
  return one === undefined ? Object.values(COMMANDS) : [one]
}

/** Runs a command line (without the program's own name) and answers the exit code. Nothing is thrown. */
export const runCli = async (words: ReadonlyArray<string>, version: string, io: Io): Promise<ExitCode> => {
  let code: ExitCode = EXIT.done
  const endWith = (given: ExitCode) => {
    code = given
  }
  const program = new Command("sipwright")
    .description("SIP accounts for Kamailio: server and command line")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .addHelpText(
      "after",
      "\nSettings come by environment variable (SIPWRIGHT_…) or flag: sipwright serve --help lists all of them.",
    )
  for (const add of neededFor(words)) add(program, io, endWith)
  if (words[0] === COMPLETE) await addCompletion(program)
  else describeCompletion(program)
  try {
    await program.parseAsync(words, { from: "user" })
    return code
  } catch (error) {
    // Commander has said what is wrong by itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    const failure = failureOf(error)
    io.stderr.write(`${failure.sentence}\n`)
    return failure.code
  }
}
