import type { Command } from "commander"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { administer } from "./sql-only.ts"

/** `sipwright adopt` */
export const addAdoptCommand = (program: Command, io: Io): void => {
  const adopt = program
    .command("adopt")
    .description("take in all accounts that are in Kamailio's tables; changes our tables only")
    .option(...JSON_OPTION)
    .action(async (options: OutputOptions) => {
      const answer = await administer(adopt, io, (administration, bar) =>
        administration.adopt((seen, total) => bar.count(seen, total, "new rows")),
      )
      await print(io, options, answer, () => {
        const gone = answer.gone === 0 ? "" : `, ${answer.gone} of them gone from Kamailio's tables`
        return `All accounts are taken in: ${answer.known} are known${gone}.\n`
      })
    })
  withSettings(adopt, "store")
}
