import type { Command } from "commander"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"

interface SearchOptions extends OutputOptions {
  readonly search?: string
}

const searching = ({ search }: SearchOptions) => (search === undefined ? {} : { search })

/** `sipwright number …` */
export const addNumberCommands = (program: Command, io: Io): void => {
  const number = program.command("number").description("the pool of numbers that are free to hand out")

  const add = number
    .command("add <first> [last]")
    .description("put a number into the pool, or all from the first to the last")
    .option(...JSON_OPTION)
    .action((first: string, last: string | undefined, options: OutputOptions) =>
      withSipwright(add, io, async (sipwright) => {
        if (last === undefined) {
          const added = await sipwright.numbers.add({ number: first })
          return print(io, options, added, () => `Added ${added.number}.\n`)
        }
        const { added, skipped } = await sipwright.numbers.addRange({ first, last })
        const text = () => `Added ${added} numbers; ${skipped} were in the pool or in use already.\n`
        return print(io, options, { added, skipped }, text)
      }),
    )

  const list = number
    .command("list")
    .description("list the pool")
    .option("--search <pattern>", "only numbers that match, with * and ?")
    .option(...JSON_OPTION)
    .action((options: SearchOptions) =>
      withSipwright(list, io, (sipwright) =>
        printList(io, options, sipwright.numbers.list(searching(options)), (page) =>
          page.map((one) => `${one}\n`).join(""),
        ),
      ),
    )

  const pull = number
    .command("pull [number]")
    .description("take a number out of the pool: this one, or the next that matches")
    .option("--search <pattern>", "where no number is given, with * and ?")
    .option(...JSON_OPTION)
    .action((wanted: string | undefined, options: SearchOptions) =>
      withSipwright(pull, io, async (sipwright) => {
        const taken =
          wanted === undefined
            ? await sipwright.numbers.next(searching(options))
            : await sipwright.numbers.pull({ number: wanted })
        await print(io, options, taken, () => `${taken.number}\n`)
      }),
    )

  for (const command of [add, list, pull]) withSettings(command, "store")
}
