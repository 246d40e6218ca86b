import {
  directoriesInOrder,
  makeLocalDirectory,
  type OperatorDirectories,
  type PasswordHasher,
  type StorePorts,
} from "@sipwright/core"
import type { Layer } from "effect"
import { ldapOptionsOf, ldapSettingsError } from "./ldap-options.ts"
import type { Settings } from "./settings.ts"

type Directories = Layer.Layer<OperatorDirectories, never, StorePorts | PasswordHasher>

/** Our own tables, and behind them LDAP where it is set. Rejects with SettingsError. */
export const directoriesOf = async (settings: Settings): Promise<Directories> => {
  const ldap = await ldapOptionsOf(settings)
  if (ldap === undefined) return directoriesInOrder(makeLocalDirectory)
  const { ldapDirectory, LdapOptionsError } = await import("@sipwright/adapters/ldap")
  try {
    return directoriesInOrder(makeLocalDirectory, ldapDirectory(ldap))
  } catch (error) {
    throw error instanceof LdapOptionsError ? ldapSettingsError(error.option, error.sentence) : error
  }
}
