import type { Command } from "commander"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print } from "./print.ts"
import { progressBar } from "./progress-bar.ts"
import { settingsOf, withSettings } from "./settings-options.ts"
import { sqlOnly, withAdministration } from "./sql-only.ts"

/** `sipwright rekey` */
export const addRekeyCommand = (program: Command, io: Io): void => {
  const command = program
    .command("rekey")
    .description(
      "encrypt all secrets in our tables anew with SIPWRIGHT_SECRET_KEY, and forget SIPWRIGHT_OLD_SECRET_KEYS",
    )
    .option(...JSON_OPTION)
    .action(async (options: OutputOptions) => {
      const settings = settingsOf(command, io)
      const store = await sqlOnly(settings, io)
      const bar = progressBar(io)
      const accounts = await withAdministration(settings, store, (administration) =>
        administration.rekey((seen, total) =>
          bar.show(`${seen} of ${total} accounts`, total === 0 ? undefined : seen / total),
        ),
      ).finally(bar.end)
      await print(
        io,
        options,
        { accounts },
        () => `Encrypted the secrets of ${accounts} accounts anew. The old keys are not needed any more.\n`,
      )
    })
  withSettings(command, "store")
}
