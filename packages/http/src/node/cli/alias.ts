import type { Command } from "commander"
import { columns } from "./columns.ts"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"

interface ListOptions extends OutputOptions {
  readonly of?: string
}

/** `sipwright alias …` */
export const addAliasCommands = (program: Command, io: Io): void => {
  const alias = program.command("alias").description("addresses that lead to another")

  const add = alias
    .command("add <alias> <destination>")
    .description("make an alias of a local domain; a number of the pool is taken out of it")
    .option(...JSON_OPTION)
    .action((name: string, destination: string, options: OutputOptions) =>
      withSipwright(add, io, async (sipwright) => {
        const made = await sipwright.aliases.add({ alias: name, destination })
        await print(io, options, made, () => `Made the alias ${made.alias} to ${made.destination}.\n`)
      }),
    )

  const list = alias
    .command("list")
    .description("list aliases")
    .option("--of <address>", "only those that lead to this address")
    .option(...JSON_OPTION)
    .action(({ of, ...options }: ListOptions) =>
      withSipwright(list, io, (sipwright) =>
        printList(io, options, sipwright.aliases.list(of === undefined ? {} : { destination: of }), (page, isFirst) =>
          columns(
            ["ALIAS", "DESTINATION"],
            page.map((one) => [one.alias, one.destination]),
            isFirst,
          ),
        ),
      ),
    )

  const remove = alias
    .command("remove <alias>")
    .description("remove an alias, to wherever it leads")
    .option(...JSON_OPTION)
    .action((name: string, options: OutputOptions) =>
      withSipwright(remove, io, async (sipwright) => {
        const removed = await sipwright.aliases.remove({ alias: name })
        await print(io, options, removed, () => `Removed the alias ${removed.alias}.\n`)
      }),
    )

  for (const command of [add, list, remove]) withSettings(command, "store")
}
