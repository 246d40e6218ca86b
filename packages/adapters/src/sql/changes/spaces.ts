import type { AddSpace, PutSpace, RemoveSpace, Space } from "@sipwright/core"
import type { Param } from "../database.ts"
import { insert } from "../statements/insert.ts"
import { forUpdate } from "../statements/row-lock.ts"
import { optionalText } from "../statements/values.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { makeSpaceRoom } from "./space-room.ts"

const COLUMNS = ["name", "host", "super", "realm", "max_accounts", "expires", "created_at", "updated_at", "domain"]

const paramsOf = (space: Space): ReadonlyArray<Param> => [
  space.name,
  space.host,
  space.super ? 1 : 0,
  space.realm ?? null,
  space.maxAccounts,
  space.expires ?? null,
  space.created,
  space.updated,
  space.domain,
]

export const makeSpaceChanges = (deps: HandlerDeps) => {
  const { dialect, tables, lockName } = deps
  const { accountsIn } = makeSpaceRoom(deps)
  const add = insert(tables.space, COLUMNS)
  const sets = COLUMNS.slice(0, -1).map((column) => `${column} = ?`)
  const put = `UPDATE ${tables.space} SET ${sets.join(", ")} WHERE domain = ?`
  const remove = `DELETE FROM ${tables.space} WHERE domain = ?`
  const find = `SELECT realm FROM ${tables.space} WHERE domain = ?${forUpdate(dialect)}`
  const sameDomain = `SELECT 1 AS found FROM ${tables.space} WHERE domain = ?`
  const sameName = `SELECT 1 AS found FROM ${tables.space} WHERE name = ? AND domain <> ?`
  const sameHost = `SELECT 1 AS found FROM ${tables.space} WHERE host = ? AND domain <> ?`

  const requireFree = async (tx: ChangeTransaction, { domain, name, host }: Space): Promise<void> => {
    // Spaces are few and seldom changed, so one at a time is soon enough.
    await lockName(tx.own, "spaces")
    if ((await tx.own.all(sameName, [name, domain])).length > 0) fail("space-free", "name")
    if ((await tx.own.all(sameHost, [host, domain])).length > 0) fail("space-free", "host")
  }

  const addSpace: Handler<AddSpace> = async (tx, { space }) => {
    await requireFree(tx, space)
    if ((await tx.own.all(sameDomain, [space.domain])).length > 0) fail("space-free", "domain")
    await tx.own.run(add, paramsOf(space))
  }

  const putSpace: Handler<PutSpace> = async (tx, { space }) => {
    const { domain, maxAccounts, realm } = space
    await requireFree(tx, space)
    const [before] = await tx.own.all(find, [domain])
    if (before === undefined) return fail("space-present", domain)
    const accounts = await accountsIn(tx, domain)
    if (maxAccounts > 0 && accounts > maxAccounts) fail("space-has-room", domain)
    if (accounts > 0 && (realm ?? domain) !== (optionalText(before["realm"]) ?? domain)) fail("realm-unused", domain)
    await tx.own.run(put, paramsOf(space))
  }

  const removeSpace: Handler<RemoveSpace> = async (tx, { domain }) => {
    if ((await tx.own.all(find, [domain])).length === 0) fail("space-present", domain)
    if ((await accountsIn(tx, domain)) > 0) fail("space-empty", domain)
    await tx.own.run(remove, [domain])
  }

  return { add: addSpace, put: putSpace, remove: removeSpace }
}
