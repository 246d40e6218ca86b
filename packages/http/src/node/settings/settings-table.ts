import { settingsList } from "../settings.ts"
import { flagOf, type Setting, variableOf } from "./setting.ts"

/** The default as the documents show it. */
export const standardOf = ({ standard, standardNote }: Setting<unknown>): string => standardNote ?? standard ?? "none"

/** The list of settings in the README. */
export const settingsTable = (): string => {
  const rows = settingsList.map((setting) => {
    const flag = flagOf(setting)
    return `| \`${variableOf(setting)}\` | ${flag === undefined ? "" : `\`${flag}\``} | ${standardOf(setting)} | ${setting.meaning} |`
  })
  return ["| variable | flag | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n")
}
