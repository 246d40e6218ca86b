import { splitAddress } from "@sipwright/core"
import type { Connection } from "../database.ts"
import type { KamailioCapabilities } from "../schema/kamailio-capabilities.ts"
import { textOf } from "../statements/values.ts"
import type { Folding } from "./folding.ts"
import { type RowName, spelled } from "./spelling.ts"

/**
 * The aliases that point to an address, by their user part, compared without case. There is no index for that where the
 * database does not fold case, so the whole table is read only where a destination in capitals was ever seen.
 */
export const makeAliasDestinations = (options: {
  readonly capabilities: KamailioCapabilities
  readonly folding: Folding
  readonly oddDestinations: () => boolean
}) => {
  const exact = "SELECT alias_username FROM dbaliases WHERE username = ? AND domain = ?"
  const anyCase = "SELECT alias_username FROM dbaliases WHERE lower(username) = ? AND lower(domain) = ?"
  return async (
    kamailio: Pick<Connection, "all">,
    destination: string,
    account: RowName | undefined,
    caseMatters: boolean,
  ): Promise<ReadonlyArray<string>> => {
    if (!options.capabilities.tables.dbaliases) return []
    const all = !caseMatters && !(await options.folding(kamailio)) && options.oddDestinations()
    const names = new Set([destination, ...(account === undefined ? [] : [spelled(account)])])
    const found: Array<string> = []
    for (const name of all ? [destination.toLowerCase()] : names) {
      const { user, domain } = splitAddress(name)
      for (const row of await kamailio.all(all ? anyCase : exact, [user, domain]))
        found.push(textOf(row["alias_username"]))
    }
    return found
  }
}

export type AliasDestinations = ReturnType<typeof makeAliasDestinations>
