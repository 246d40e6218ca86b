import type { AddNumber, TakeNumber } from "@sipwright/core"
import { insertIgnore } from "../statements/insert.ts"
import type { Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

export const makeNumberChanges = ({ dialect, tables, capabilities }: HandlerDeps) => {
  const insert = insertIgnore(dialect, tables.number, ["number"])
  const remove = `DELETE FROM ${tables.number} WHERE number = ?`
  const alias = "SELECT 1 AS found FROM dbaliases WHERE alias_username = ? LIMIT 1"

  const add: Handler<AddNumber> = async (tx, { number }) => {
    // First the row, then the look: an alias of this number that is being made holds the row until it is there.
    if ((await tx.own.run(insert, [number])) === 0) fail("number-free", number)
    if (capabilities.tables.dbaliases && (await tx.kamailio.all(alias, [number])).length > 0)
      fail("number-unused", number)
  }

  const take: Handler<TakeNumber> = async (tx, { number }) => {
    if ((await tx.own.run(remove, [number])) === 0) fail("number-present", number)
  }

  return { add, take }
}
