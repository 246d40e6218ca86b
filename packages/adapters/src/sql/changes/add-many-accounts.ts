import { type AddLocalAccount, domainOf, type SipAddress, userOf } from "@sipwright/core"
import {
  type AccountRow,
  accountParams,
  addUsualAccountParams,
  isUsual,
  NEW_ACCOUNT_COLUMNS,
  USUAL_ACCOUNT_COLUMNS,
} from "../account-row.ts"
import type { Param } from "../database.ts"
import { namesakes } from "../kamailio/namesakes.ts"
import { spelledIn } from "../kamailio/spelling.ts"
import { bySize, inChunks } from "../statements/chunks.ts"
import { insert, insertIgnore, upsert } from "../statements/insert.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { unique } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { makeLocalAccountRows, SUBSCRIBER_INSERT } from "./local-account-rows.ts"
import { isMirrored } from "./mirror-permissions.ts"
import { makeSpaceRoom } from "./space-room.ts"

/** Adds the values of a row to those of others: an array for each row would be thrown away at once. */
type AddParams<T> = (params: Array<Param>, row: T) => void

const paramsOf = <T>(rows: ReadonlyArray<T>, add: AddParams<T>): ReadonlyArray<Param> => {
  const params: Array<Param> = []
  for (const row of rows) add(params, row)
  return params
}

const addAddress: AddParams<SipAddress> = (params, address) => void params.push(address, "account")

const addAccountParams: AddParams<AccountRow> = (params, row) => void params.push(...accountParams(row))

/** Makes many local accounts by few statements. */
export const makeAddManyAccounts = (deps: HandlerDeps) => {
  const { dialect, tables, capabilities, shared } = deps
  const { requireRoom } = makeSpaceRoom(deps)
  const { rowsOf, prepare } = makeLocalAccountRows(deps)
  const reserve = bySize((rows) => insertIgnore(dialect, tables.address, ["address", "kind"], rows))
  // Over two databases a reader may have adopted the row of `subscriber` before ours is written; in one, whoever wants to waits for our reservation.
  const insertAll = bySize((rows) =>
    shared
      ? insert(tables.account, NEW_ACCOUNT_COLUMNS, rows)
      : upsert(dialect, tables.account, "address", NEW_ACCOUNT_COLUMNS, ["created_at"], rows),
  )
  const insertUsual = bySize((rows) => insert(tables.account, USUAL_ACCOUNT_COLUMNS, rows))
  const known = lookUpMany((list) => `SELECT address FROM ${tables.account} WHERE address IN (${list})`)
  const aliases = lookUpMany(
    (list) =>
      `SELECT alias_username AS username, alias_domain AS domain FROM dbaliases WHERE alias_username IN (${list})`,
  )
  const outside = capabilities.tables.dbaliases ? [namesakes, aliases] : [namesakes]

  /** Accounts whose guards look at nothing but their own address and space. */
  const isSimple = ({ uniqueUser, profile }: AddLocalAccount): boolean =>
    !uniqueUser && profile.phoneNumber === undefined

  const isInTheWay = async (tx: ChangeTransaction, addresses: ReadonlySet<SipAddress>): Promise<boolean> => {
    // In one database the key of our table tells when the rows are written.
    if (!shared && (await known(tx.own, addresses)).length > 0) return true
    const users = [...addresses].map(userOf)
    const taken: ReadonlySet<string> = addresses
    for (const named of outside) {
      const rows = await named(tx.kamailio, users)
      if (rows.some((row) => taken.has(spelledIn(row).toLowerCase()))) return true
    }
    return false
  }

  /**
   * Makes them where nothing at all stands in the way of any. Answers false where something may, and has at most reserved addresses then: each account
   * has to be made by itself.
   */
  const add = async (tx: ChangeTransaction, changes: ReadonlyArray<AddLocalAccount>): Promise<boolean> => {
    if (isMirrored(deps) || !changes.every(isSimple)) return false
    const addresses = new Set(changes.map(({ address }) => address))
    if (addresses.size < changes.length) return false
    // In one order for everybody: two that took them each in its own would wait for each other.
    const reserving = inChunks([...addresses].toSorted(), (part) =>
      tx.own.run(reserve(part.length), paramsOf(part, addAddress)),
    )
    // Made while the database reserves.
    const rows = changes.map((change) => rowsOf(change, tx.time))
    if ((await reserving) < changes.length || (await isInTheWay(tx, addresses))) return false
    const perDomain = Map.groupBy(changes, ({ address }) => domainOf(address))
    for (const [domain, newcomers] of perDomain) await requireRoom(tx, domain, newcomers.length)
    const [first, ...others] = rows.filter(({ account }) => account.activated).map(({ subscriber }) => subscriber)
    const usual = shared && rows.every(({ account }) => isUsual(account))
    const [text, addParams] = usual ? [insertUsual, addUsualAccountParams] : [insertAll, addAccountParams]
    // Should somebody make one of these rows outside at this very moment, it does not matter which.
    await unique("address-free", changes[0]?.address ?? "", async () => {
      if (first !== undefined) await tx.kamailio.write({ ...SUBSCRIBER_INSERT, rows: [first, ...others] })
      await inChunks(rows, (part) =>
        tx.own.run(
          text(part.length),
          paramsOf(part, (params, { account }) => addParams(params, account)),
        ),
      )
    })
    return true
  }

  return { add, prepare }
}

export type AddManyAccounts = ReturnType<typeof makeAddManyAccounts>
