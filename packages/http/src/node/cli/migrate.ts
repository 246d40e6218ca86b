import type { Command } from "commander"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print } from "./print.ts"
import { settingsOf, withSettings } from "./settings-options.ts"
import { sqlOnly } from "./sql-only.ts"

/** `sipwright migrate` */
export const addMigrateCommand = (program: Command, io: Io): void => {
  const migrate = program
    .command("migrate")
    .description("make and update our tables, and on the embedded database Kamailio's where it has none")
    .option(...JSON_OPTION)
    .action(async (options: OutputOptions) => {
      const store = await sqlOnly(settingsOf(migrate, io), io)
      const { updateSqlTables } = await import("@sipwright/adapters/sql")
      const steps = await updateSqlTables(store)
      await print(io, options, { steps }, () =>
        steps.length === 0 ? "Our tables are up to date.\n" : `Brought our tables up to date: ${steps.join(", ")}.\n`,
      )
    })
  withSettings(migrate, "store")
}
