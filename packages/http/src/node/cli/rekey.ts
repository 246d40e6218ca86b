import type { Command } from "commander"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { administer } from "./sql-only.ts"

/** `sipwright rekey` */
export const addRekeyCommand = (program: Command, io: Io): void => {
  const command = program
    .command("rekey")
    .description(
      "encrypt all secrets in our tables anew with SIPWRIGHT_SECRET_KEY, and forget SIPWRIGHT_OLD_SECRET_KEYS",
    )
    .option(...JSON_OPTION)
    .action(async (options: OutputOptions) => {
      const accounts = await administer(command, io, (administration, bar) =>
        administration.rekey((seen, total) => bar.count(seen, total, "accounts")),
      )
      await print(
        io,
        options,
        { accounts },
        () => `Encrypted the secrets of ${accounts} accounts anew. The old keys are not needed any more.\n`,
      )
    })
  withSettings(command, "store")
}
