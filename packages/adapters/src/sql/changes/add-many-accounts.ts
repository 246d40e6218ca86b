import { type AddLocalAccount, domainOf, type SipAddress, userOf } from "@sipwright/core"
import { accountParams, NEW_ACCOUNT_COLUMNS } from "../account-row.ts"
import { spelledIn } from "../kamailio/spelling.ts"
import { bySize, inChunks } from "../statements/chunks.ts"
import { insertIgnore, upsert } from "../statements/insert.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import type { ChangeTransaction } from "./change-transaction.ts"
import { unique } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { makeLocalAccountRows, SUBSCRIBER_INSERT } from "./local-account-rows.ts"
import { isMirrored } from "./mirror-permissions.ts"
import { makeSpaceRoom } from "./space-room.ts"

/**
 * Makes many local accounts by few statements, where nothing at all stands in the way of any. Answers false where something may, and has at most
 * reserved addresses then: each account has to be made by itself.
 */
export const makeAddManyAccounts = (deps: HandlerDeps) => {
  const { dialect, tables, capabilities } = deps
  const { requireRoom } = makeSpaceRoom(deps)
  const rowsOf = makeLocalAccountRows(deps)
  const reserve = bySize((rows) => insertIgnore(dialect, tables.address, ["address", "kind"], rows))
  const put = bySize((rows) => upsert(dialect, tables.account, "address", NEW_ACCOUNT_COLUMNS, ["created_at"], rows))
  const known = lookUpMany((list) => `SELECT address FROM ${tables.account} WHERE address IN (${list})`)
  const subscribers = lookUpMany((list) => `SELECT username, domain FROM subscriber WHERE username IN (${list})`)
  const aliases = lookUpMany(
    (list) =>
      `SELECT alias_username AS username, alias_domain AS domain FROM dbaliases WHERE alias_username IN (${list})`,
  )
  const outside = capabilities.tables.dbaliases ? [subscribers, aliases] : [subscribers]

  /** Accounts whose guards look at nothing but their own address and space. */
  const isSimple = ({ uniqueUser, profile }: AddLocalAccount): boolean =>
    !uniqueUser && profile.phoneNumber === undefined

  const isInTheWay = async (tx: ChangeTransaction, addresses: ReadonlySet<SipAddress>): Promise<boolean> => {
    if ((await known(tx.own, addresses)).length > 0) return true
    const users = [...addresses].map(userOf)
    const taken: ReadonlySet<string> = addresses
    for (const namesakes of outside) {
      const rows = await namesakes(tx.kamailio, users)
      if (rows.some((row) => taken.has(spelledIn(row).toLowerCase()))) return true
    }
    return false
  }

  return async (tx: ChangeTransaction, changes: ReadonlyArray<AddLocalAccount>): Promise<boolean> => {
    if (isMirrored(deps) || !changes.every(isSimple)) return false
    const addresses = new Set(changes.map(({ address }) => address))
    if (addresses.size < changes.length) return false
    // In one order for everybody: two that took them each in its own would wait for each other.
    const reserved = await inChunks([...addresses].toSorted(), (part) =>
      tx.own.run(
        reserve(part.length),
        part.flatMap((address) => [address, "account"]),
      ),
    )
    if (reserved < changes.length || (await isInTheWay(tx, addresses))) return false
    const perDomain = Map.groupBy(changes, ({ address }) => domainOf(address))
    for (const [domain, newcomers] of perDomain) await requireRoom(tx, domain, newcomers.length)
    const rows = changes.map((change) => rowsOf(change, tx.time))
    const [first, ...others] = rows.filter(({ account }) => account.activated).map(({ subscriber }) => subscriber)
    if (first !== undefined) {
      // Should somebody make one of these rows outside at this very moment, it does not matter which.
      await unique("address-free", changes[0]?.address ?? "", () =>
        tx.kamailio.write({ ...SUBSCRIBER_INSERT, rows: [first, ...others] }),
      )
    }
    await inChunks(rows, (part) =>
      tx.own.run(
        put(part.length),
        part.flatMap(({ account }) => accountParams(account)),
      ),
    )
    return true
  }
}

export type AddManyAccounts = ReturnType<typeof makeAddManyAccounts>
