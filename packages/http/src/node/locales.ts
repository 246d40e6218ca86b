import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Locale } from "../dialects/flexisip/locales/locale.ts"
import { SettingsError } from "./settings/settings-error.ts"

const VARIABLE = "SIPWRIGHT_FLEXISIP_LOCALES"

const isLanguage = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

const readLocale = async (folder: string, file: string): Promise<Partial<Locale>> => {
  try {
    const locale: unknown = JSON.parse(await readFile(join(folder, file), "utf8"))
    if (typeof locale === "object" && locale !== null && !Array.isArray(locale)) return locale
  } catch {
    // Said below, like everything else that is no language.
  }
  throw new SettingsError(`${VARIABLE}: ${file} is no JSON object.`)
}

/** The languages in a folder, one a file that is named by its tag, such as `de.json`. Rejects with {@link SettingsError}. */
export const localesIn = async (folder: string): Promise<Readonly<Record<string, Partial<Locale>>>> => {
  const files = await readdir(folder).catch(() => {
    throw new SettingsError(`${VARIABLE}: there is no folder ${folder}.`)
  })
  const locales: Record<string, Partial<Locale>> = {}
  for (const file of files.filter((name) => name.endsWith(".json"))) {
    const tag = file.slice(0, -".json".length)
    if (!isLanguage(tag)) throw new SettingsError(`${VARIABLE}: ${file} is not named by a language, such as de.json.`)
    locales[tag] = await readLocale(folder, file)
  }
  return locales
}
