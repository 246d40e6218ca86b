import { randomBytes } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import type { Settings } from "./settings.ts"
import { SettingsError } from "./settings/settings-error.ts"
import { writePrivateFile } from "./private-file.ts"

const KEY_BYTES = 32

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT"

const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new SettingsError(`The secret key file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

const isKey = (text: string): boolean => /^[0-9a-fA-F]{64}$|^[A-Za-z0-9+/_-]{43}=?$/.test(text)

const checked = (text: string, source: string): string => {
  const key = text.trim()
  if (isKey(key)) return key
  throw new SettingsError(
    `${source} is not ${KEY_BYTES} bytes in hexadecimal (64 digits) or base64 (44 characters). Make one with: openssl rand -hex 32`,
  )
}

/** Others on this machine could read everything that is encrypted with it. */
const isOpenToOthers = async (path: string): Promise<boolean> => ((await stat(path)).mode & 0o077) !== 0

const keyBeside = async (database: string, warn: (sentence: string) => void): Promise<string> => {
  const path = `${database}.key`
  const existing = await readIfThere(path)
  if (existing === undefined) {
    const made = randomBytes(KEY_BYTES).toString("hex")
    const file = await writePrivateFile(path, `${made}\n`)
    if (await file.claim()) return made
  } else if (await isOpenToOthers(path)) {
    warn(`The secret key file ${path} can be read by others: chmod 600 ${path}`)
  }
  return checked(existing ?? (await readIfThere(path)) ?? "", `The secret key file ${path}`)
}

/** The keys of before. Throws {@link SettingsError}. */
export const oldSecretKeys = ({ oldSecretKeys: keys = [] }: Pick<Settings, "oldSecretKeys">): ReadonlyArray<string> =>
  keys.map((key) => checked(key, "An entry of SIPWRIGHT_OLD_SECRET_KEYS"))

/**
 * The key that encrypts secrets in our tables: as given, or, where our tables are an SQLite file, from a file beside it,
 * which is made when it is not there. Undefined where nothing is stored. Rejects with {@link SettingsError}.
 */
export const secretKeyFor = async (
  { databaseUrl, secretKey, secretKeyFile }: Pick<Settings, "databaseUrl" | "secretKey" | "secretKeyFile">,
  warn: (sentence: string) => void,
): Promise<string | undefined> => {
  if (databaseUrl.kind === "memory") return undefined
  if (secretKey !== undefined) return checked(secretKey, "SIPWRIGHT_SECRET_KEY")
  if (secretKeyFile !== undefined) {
    const text = await readIfThere(secretKeyFile)
    if (text === undefined) throw new SettingsError(`SIPWRIGHT_SECRET_KEY_FILE: there is no file ${secretKeyFile}.`)
    return checked(text, `The file of SIPWRIGHT_SECRET_KEY_FILE, ${secretKeyFile},`)
  }
  if (databaseUrl.kind === "sqlite") return keyBeside(databaseUrl.path, warn)
  throw new SettingsError(
    "SIPWRIGHT_SECRET_KEY or SIPWRIGHT_SECRET_KEY_FILE is needed with a database server: 32 bytes that encrypt the secrets " +
      "in our tables, the same for every process. Make them with: openssl rand -hex 32",
  )
}
