import type { Command } from "commander"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"

const lines = (page: ReadonlyArray<string>): string => page.map((one) => `${one}\n`).join("")

/** `sipwright phone …` */
export const addPhoneCommands = (program: Command, io: Io): void => {
  const phone = program.command("phone").description("which phone, by its MAC address, carries which accounts")

  const add = phone
    .command("add <mac> <address>")
    .description("let a phone carry an account")
    .option(...JSON_OPTION)
    .action((mac: string, address: string, options: OutputOptions) =>
      withSipwright(add, io, async (sipwright) => {
        const done = await sipwright.phones.add({ mac, address })
        await print(io, options, done, () => `The phone ${done.mac} carries ${done.address}.\n`)
      }),
    )

  const list = phone
    .command("list [mac]")
    .description("list phones, or the accounts of one")
    .option(...JSON_OPTION)
    .action((mac: string | undefined, options: OutputOptions) =>
      withSipwright(list, io, async (sipwright) =>
        printList(
          io,
          options,
          mac === undefined ? sipwright.phones.list() : await sipwright.phones.accountsOf({ mac }),
          lines,
        ),
      ),
    )

  const remove = phone
    .command("remove <mac> <address>")
    .description("take an account off a phone")
    .option(...JSON_OPTION)
    .action((mac: string, address: string, options: OutputOptions) =>
      withSipwright(remove, io, async (sipwright) => {
        const done = await sipwright.phones.remove({ mac, address })
        await print(io, options, done, () => `The phone ${done.mac} does not carry ${done.address} any more.\n`)
      }),
    )

  for (const command of [add, list, remove]) withSettings(command, "store")
}
