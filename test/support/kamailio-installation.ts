import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { findProgram, MissingProgram } from "./installed.ts"

export interface KamailioInstallation {
  readonly binary: string
  /** The folder with mysql/, postgres/ and db_sqlite/ `NAME-create.sql`. */
  readonly schema: string
  /** The distribution's own configuration, as an operator gets it. */
  readonly stockConfig: string
}

const howToInstall =
  "on Debian: apt-get install kamailio kamailio-mysql-modules kamailio-postgres-modules kamailio-sqlite-modules"

/** The installed Kamailio with its schema and its database drivers, or undefined. */
export function findKamailio(): KamailioInstallation | undefined {
  const binary = findProgram("kamailio")
  const schema = firstExisting(["/usr/share/kamailio", "/usr/local/share/kamailio"])
  const stockConfig = firstExisting(["/etc/kamailio/kamailio.cfg", "/usr/local/etc/kamailio/kamailio.cfg"])
  if (binary === undefined || schema === undefined || stockConfig === undefined || !hasDrivers()) return undefined
  return { binary, schema, stockConfig }
}

/** The installed Kamailio; throws MissingProgram with how to install it. */
export function requireKamailio(): KamailioInstallation {
  const found = findKamailio()
  if (found !== undefined) return found
  throw new MissingProgram(`kamailio with its MySQL, PostgreSQL and SQLite modules is not installed (${howToInstall})`)
}

const drivers = ["db_mysql.so", "db_postgres.so", "db_sqlite.so"]

function hasDrivers(): boolean {
  const roots = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"].filter((root) => existsSync(root))
  return roots
    .flatMap((root) => [root, ...readdirSync(root).map((name) => join(root, name))])
    .some((folder) => drivers.every((driver) => existsSync(join(folder, "kamailio", "modules", driver))))
}

function firstExisting(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path))
}
