import { type AddLocalAccount, domainOf, type SipAddress, userOf } from "@sipwright/core"
import { ANY_NEW_ACCOUNT, isUsual, USUAL_NEW_ACCOUNT } from "../account-row.ts"
import { namesakes } from "../kamailio/namesakes.ts"
import { spelledIn } from "../kamailio/spelling.ts"
import { insert, insertIgnore, upsert } from "../statements/insert.ts"
import { insertMany } from "../statements/insert-many.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { makeRequireDomain } from "./domain-present.ts"
import { unique } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { makeLocalAccountRows, SUBSCRIBER_INSERT } from "./local-account-rows.ts"
import { isMirrored } from "./mirror-permissions.ts"
import { makeSpaceRoom } from "./space-room.ts"

const RESERVATION = [(address: SipAddress) => address, () => "account"]

/** Makes many local accounts by few statements. */
export const makeAddManyAccounts = (deps: HandlerDeps) => {
  const { dialect, tables, capabilities, shared } = deps
  const { requireRoom } = makeSpaceRoom(deps)
  const requireDomain = makeRequireDomain(deps)
  const { rowsOf, prepare } = makeLocalAccountRows(deps)
  const reserve = insertMany(
    dialect,
    (rows) => insertIgnore(dialect, tables.address, ["address", "kind"], rows),
    RESERVATION,
  )
  // Over two databases a reader may have adopted the row of `subscriber` before ours is written; in one, whoever wants to waits for our reservation.
  const insertAny = insertMany(
    dialect,
    (rows) =>
      shared
        ? insert(tables.account, ANY_NEW_ACCOUNT.columns, rows)
        : upsert(dialect, tables.account, "address", ANY_NEW_ACCOUNT.columns, ["created_at"], rows),
    ANY_NEW_ACCOUNT.values,
  )
  const insertUsual = insertMany(
    dialect,
    (rows) => insert(tables.account, USUAL_NEW_ACCOUNT.columns, rows),
    USUAL_NEW_ACCOUNT.values,
  )
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
    const reserving = reserve(tx.own, [...addresses].toSorted())
    // Made while the database reserves.
    const rows = changes.map((change) => rowsOf(change, tx.time))
    const accounts = rows.map(({ account }) => account)
    if ((await reserving) < changes.length || (await isInTheWay(tx, addresses))) return false
    const perDomain = Map.groupBy(changes, ({ address }) => domainOf(address))
    for (const [domain, newcomers] of perDomain) {
      await requireRoom(tx, domain, newcomers.length)
      if (newcomers.some(({ local }) => local)) await requireDomain(tx, domain)
    }
    const [first, ...others] = rows.filter(({ account }) => account.activated).map(({ subscriber }) => subscriber)
    const insertAccounts = shared && accounts.every(isUsual) ? insertUsual : insertAny
    // Should somebody make one of these rows outside at this very moment, it does not matter which.
    await unique("address-free", changes[0]?.address ?? "", async () => {
      if (first !== undefined) await tx.kamailio.write({ ...SUBSCRIBER_INSERT, rows: [first, ...others] })
      await insertAccounts(tx.own, accounts)
    })
    return true
  }

  return { add, prepare }
}

export type AddManyAccounts = ReturnType<typeof makeAddManyAccounts>
