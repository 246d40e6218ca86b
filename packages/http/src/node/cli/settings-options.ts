import type { Command } from "commander"
import { readSettings, type Settings, settings, unknownVariables } from "../settings.ts"
import { flagOf, type Setting, variableOf } from "../settings/setting.ts"
import { standardOf } from "../settings/settings-table.ts"
import { type Io, warnOn } from "./io.ts"

const GROUP = "Settings, each also by environment variable:"

const isUsed = (setting: Setting<unknown>, by: Setting<unknown>["usedBy"]): boolean =>
  setting.usedBy === "store" || by === "server"

/** Gives a command the flags of the settings that it goes by. */
export const withSettings = (command: Command, by: Setting<unknown>["usedBy"]): Command => {
  const used = Object.values<Setting<unknown>>(settings).filter((setting) => isUsed(setting, by))
  for (const setting of used) {
    const flag = flagOf(setting)
    if (flag === undefined) continue
    const option = command.createOption(
      `${flag} <value>`,
      `${variableOf(setting)}: ${setting.meaning} (default: ${standardOf(setting)})`,
    )
    command.addOption(option.helpGroup(GROUP))
  }
  const secret = used.filter((setting) => flagOf(setting) === undefined)
  const lines = secret.map((one) => `  ${variableOf(one)}: ${one.meaning} (default: ${standardOf(one)})`)
  return command.addHelpText("after", `\nSettings by environment variable only:\n${lines.join("\n")}`)
}

/** Reads the settings from a command's flags and the environment. Throws SettingsError. */
export const settingsOf = (command: Command, io: Io): Settings => {
  const warn = warnOn(io)
  for (const name of unknownVariables(io.environment))
    warn(`${name} is not a setting of this version and does nothing.`)
  const options: Readonly<Record<string, string | undefined>> = command.opts()
  const flags = Object.fromEntries(
    Object.entries<Setting<unknown>>(settings).map(([key, setting]) => [key, options[attributeOf(setting)]]),
  )
  return readSettings({ environment: io.environment, flags })
}

/** The name under which commander keeps the value of a flag. */
const attributeOf = ({ name }: Setting<unknown>): string =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
