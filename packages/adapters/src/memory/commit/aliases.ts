import { domainOf, splitAddress } from "@sipwright/core"
import { isNumber } from "../ports/aliases.ts"
import { aliasKey } from "../tables/kamailio.ts"
import { insertAlias } from "../tables/tables.ts"
import { requireAddressFree } from "./address-free.ts"
import { requireDomain } from "./domain-present.ts"
import type { Handlers } from "./handlers.ts"
import { presentAccount } from "./present-account.ts"
import { require } from "./require.ts"

export const aliases: Handlers<"AddAlias" | "RemoveAlias"> = {
  AddAlias: (tables, { alias, destination, localDestination, number, local }) => {
    requireAddressFree(tables, alias)
    if (local) requireDomain(tables, domainOf(alias))
    if (localDestination) presentAccount(tables, destination)
    if (number !== undefined) {
      require(!tables.aliasesTo(destination).some(isNumber), "one-number", destination)
      tables.numbers.delete(number)
    }
    const from = splitAddress(alias)
    const to = splitAddress(destination)
    insertAlias(tables, { alias_username: from.user, alias_domain: from.domain, username: to.user, domain: to.domain })
  },
  RemoveAlias: (tables, { alias }) => {
    const rows = tables.aliasesSpelled(alias)
    require(rows.length > 0, "alias-present", alias)
    for (const row of rows) tables.aliases.delete(aliasKey(row))
  },
}
