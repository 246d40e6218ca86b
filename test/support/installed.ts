import { accessSync, constants, readdirSync } from "node:fs"
import { delimiter, join } from "node:path"

/** A server program the tests would like to run is not on this machine. */
export class MissingProgram extends Error {
  override readonly name = "MissingProgram"
}

/** The path of an installed program, or undefined. */
export function findProgram(name: string): string | undefined {
  return directories()
    .map((directory) => join(directory, name))
    .find(isExecutable)
}

/** The path of an installed program; throws MissingProgram with `howToInstall` in its message. */
export function requireProgram(name: string, howToInstall: string): string {
  const path = findProgram(name)
  if (path === undefined) throw new MissingProgram(`${name} is not installed (${howToInstall})`)
  return path
}

// Debian keeps daemons outside an ordinary user's PATH, and each PostgreSQL version in a folder of its own.
function directories(): string[] {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((entry) => entry !== "")
  return [...path, "/usr/local/sbin", "/usr/sbin", "/sbin", ...postgresDirectories()]
}

function postgresDirectories(): string[] {
  const base = "/usr/lib/postgresql"
  try {
    return readdirSync(base)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(base, version, "bin"))
  } catch {
    return []
  }
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
