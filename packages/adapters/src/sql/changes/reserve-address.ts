import { type SipAddress, splitAddress } from "@sipwright/core"
import type { Row } from "../database.ts"
import { insertIgnore } from "../statements/insert.ts"
import { forUpdate } from "../statements/row-lock.ts"
import { textOf, truth } from "../statements/values.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import { makeForgetAccount } from "./forget-account.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"

/**
 * Reserves an address for an account or an alias. The primary key makes it certain against everybody who goes through us;
 * what was made outside is looked for in the same transaction. A reservation whose account or alias was removed outside is
 * taken over, and what is left of that account goes.
 */
export const makeReserveAddress = (deps: HandlerDeps, accounts: PresentAccount) => {
  const { dialect, tables, capabilities, shared } = deps
  const reserve = insertIgnore(dialect, tables.address, ["address", "kind"])
  const hold = `SELECT kind FROM ${tables.address} WHERE address = ?${forUpdate(dialect)}`
  const setKind = `UPDATE ${tables.address} SET kind = ? WHERE address = ?`
  const account = `SELECT 1 FROM ${tables.account} WHERE address = ?`
  const subscriber = "SELECT 1 FROM subscriber WHERE username = ? AND domain = ?"
  const alias = capabilities.tables.dbaliases
    ? "SELECT 1 FROM dbaliases WHERE alias_username = ? AND alias_domain = ?"
    : undefined
  const outside = [`EXISTS (${subscriber}) AS subscriber`, ...(alias ? [`EXISTS (${alias}) AS alias`] : [])].join(", ")
  const everything = `SELECT EXISTS (${account}) AS account, ${outside}`
  const aliasInAnyCase =
    "SELECT 1 AS found FROM dbaliases WHERE lower(alias_username) = ? AND lower(alias_domain) = ? LIMIT 1"
  const removeAccount = `DELETE FROM ${tables.account} WHERE address = ?`
  const forget = makeForgetAccount(deps)
  const removePhones = `DELETE FROM ${tables.phone} WHERE address = ?`

  const look = async (tx: ChangeTransaction, address: string): Promise<Row> => {
    const { user, domain } = splitAddress(address)
    const name = alias === undefined ? [user, domain] : [user, domain, user, domain]
    if (shared) return (await tx.own.all(everything, [address, ...name]))[0] ?? {}
    const [own] = await tx.own.all(`SELECT EXISTS (${account}) AS account`, [address])
    return { ...own, ...(await tx.kamailio.all(`SELECT ${outside}`, name))[0] }
  }

  /** Fails where somebody certainly has the address. */
  const lookOutside = async (tx: ChangeTransaction, address: string): Promise<Row> => {
    const seen = await look(tx, address)
    if (truth(seen["subscriber"]) || truth(seen["alias"])) fail("address-free", address)
    return seen
  }

  /** Holds the reservation until the transaction ends; answers what for it was there before, if it was. */
  const take = async (tx: ChangeTransaction, address: SipAddress, kind: string): Promise<string | undefined> => {
    for (;;) {
      if ((await tx.own.run(reserve, [address, kind])) === 1) return undefined
      // Mostly it is taken indeed, which nobody has to wait for.
      await lookOutside(tx, address)
      const [held] = await tx.own.all(hold, [address])
      if (held !== undefined) return textOf(held["kind"])
      // It was given up at this very moment.
    }
  }

  return async (tx: ChangeTransaction, address: SipAddress, kind: "account" | "alias"): Promise<void> => {
    const before = await take(tx, address, kind)
    const seen = await lookOutside(tx, address)
    if (truth(seen["account"])) {
      const existing = await accounts.locked(tx, address)
      // An active account without its row was removed outside, though nobody has noticed yet.
      const removed =
        existing === undefined ||
        existing.state === "gone" ||
        (existing.type === "local" && existing.state === "active" && !(await accounts.hasRow(tx, existing)))
      if (!removed) fail("address-free", address)
      await tx.own.run(removeAccount, [address])
      await tx.own.run(removePhones, [address])
      await forget(tx, address)
    }
    if (before === undefined) return
    // Also where an alias in capitals was seen, which the look above cannot find by an index.
    if (before === "alias" && alias !== undefined) {
      const { user, domain } = splitAddress(address)
      if ((await tx.kamailio.all(aliasInAnyCase, [user, domain])).length > 0) fail("address-free", address)
    }
    await tx.own.run(setKind, [kind, address])
  }
}

export type ReserveAddress = ReturnType<typeof makeReserveAddress>
