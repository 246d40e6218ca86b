import type { Command } from "commander"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print } from "./print.ts"
import { progressBar } from "./progress-bar.ts"
import { settingsOf, withSettings } from "./settings-options.ts"
import { sqlOnly, withAdministration } from "./sql-only.ts"

/** `sipwright adopt` */
export const addAdoptCommand = (program: Command, io: Io): void => {
  const adopt = program
    .command("adopt")
    .description("take in all accounts that are in Kamailio's tables; changes our tables only")
    .option(...JSON_OPTION)
    .action(async (options: OutputOptions) => {
      const settings = settingsOf(adopt, io)
      const store = await sqlOnly(settings, io)
      const progress = progressBar(io)
      const answer = await withAdministration(settings, store, (administration) =>
        administration.adopt((seen, total) =>
          progress.show(`${seen} of ${total} new rows`, total === 0 ? undefined : seen / total),
        ),
      ).finally(progress.end)
      await print(io, options, answer, () => {
        const gone = answer.gone === 0 ? "" : `, ${answer.gone} of them gone from Kamailio's tables`
        return `All accounts are taken in: ${answer.known} are known${gone}.\n`
      })
    })
  withSettings(adopt, "store")
}
