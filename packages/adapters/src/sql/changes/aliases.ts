import {
  type AddAlias,
  domainOf,
  parseE164Number,
  Refusal,
  type RemoveAlias,
  splitAddress,
  userOf,
} from "@sipwright/core"
import { insertIgnore } from "../statements/insert.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import { makeRequireDomain } from "./domain-present.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"
import type { ReserveAddress } from "./reserve-address.ts"

export const makeAliasChanges = (deps: HandlerDeps, accounts: PresentAccount, reserve: ReserveAddress) => {
  const { dialect, tables, aliasesTo } = deps
  const requireDomain = makeRequireDomain(deps)
  const touchNumber = insertIgnore(dialect, tables.number, ["number"])
  const takeNumber = `DELETE FROM ${tables.number} WHERE number = ?`
  const release = `DELETE FROM ${tables.address} WHERE address = ? AND kind = 'alias'`

  /** Holds the destination until the alias is there, so that it is neither removed meanwhile nor given a second number. */
  const holdDestination = async (tx: ChangeTransaction, change: AddAlias) => {
    if (change.localDestination) {
      const account = await accounts.living(tx, change.destination)
      await accounts.requireRow(tx, account)
      return account
    }
    if (change.number !== undefined) await deps.lockName(tx.own, `number-of:${change.destination}`)
    return undefined
  }

  const add: Handler<AddAlias> = async (tx, change) => {
    const { alias, destination, number } = change
    await reserve(tx, alias, "alias")
    if (change.local) await requireDomain(tx, domainOf(alias))
    const account = await holdDestination(tx, change)
    if (number !== undefined) {
      const users = await aliasesTo(tx.kamailio, destination, account, false)
      if (users.some((user) => !(parseE164Number(user) instanceof Refusal))) fail("one-number", destination)
    }
    const to = splitAddress(destination)
    const row = { alias_username: userOf(alias), alias_domain: domainOf(alias), username: to.user, domain: to.domain }
    await tx.kamailio.write({ kind: "insert", table: "dbaliases", rows: [row], same: Object.keys(row) })
    if (number !== undefined) {
      // Inserted first where it is not in the pool: whoever adds it at this moment has to wait, and then sees the alias.
      await tx.own.run(touchNumber, [number])
      await tx.own.run(takeNumber, [number])
    }
  }

  const remove: Handler<RemoveAlias> = async (tx, { alias }) => {
    const { user, domain } = splitAddress(alias)
    const where = { alias_username: user, alias_domain: domain }
    const matched = await tx.kamailio.write({ kind: "delete", table: "dbaliases", where })
    if (matched === 0) fail("alias-present", alias)
    await tx.own.run(release, [alias.toLowerCase()])
  }

  return { add, remove }
}
