import { ACCOUNT_COLUMNS, type AccountRow, readAccountRow } from "../account-row.ts"
import { makeAccountSecrets } from "../account-secrets.ts"
import type { Connection, Param } from "../database.ts"
import { namesakes } from "../kamailio/namesakes.ts"
import { canonicalOf, type RowName, spelled, spelledIn } from "../kamailio/spelling.ts"
import type { StoreDeps } from "../store-deps.ts"
import { bySize, chunks } from "../statements/chunks.ts"
import { insertIgnore, insertOrHold } from "../statements/insert.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import { forUpdate } from "../statements/row-lock.ts"
import { textOf } from "../statements/values.ts"
import type { ProgressSettings } from "./settings.ts"

const COLUMNS = [
  "address",
  "type",
  "state",
  "version",
  "username",
  "domain",
  "display_name",
  "email",
  "permissions",
  "created_at",
  "updated_at",
]

// When a row was made outside nobody knows, so the times are 0.
const paramsOf = (key: string, name: RowName): ReadonlyArray<Param> => [
  key,
  "local",
  "active",
  1,
  name.username,
  name.domain,
  "",
  "",
  0,
  0,
  0,
]

interface Candidate {
  readonly key: string
  readonly name: RowName
}

// A wider column than Kamailio's own may hold names that ours cannot.
const fits = ({ username, domain }: RowName): boolean => [...username].length <= 64 && [...domain].length <= 64

/** Something came between reading rows and taking them in. */
class Disturbed extends Error {}

/** Answers whether it was done; nothing of it was where something came between. */
const undisturbed = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Disturbed) return false
      throw error
    },
  )

/**
 * Takes rows of `subscriber` that were made outside into our tables. Idempotent, safe beside others who do the same, and
 * it changes nothing of Kamailio's.
 */
export const makeAdoptRows = (deps: StoreDeps, progress: ProgressSettings) => {
  const { databases, tables } = deps
  const { own, kamailio, shared } = databases
  const { dialect } = own
  const secrets = makeAccountSecrets(deps.secrets, tables)
  const reserve = bySize((rows) => insertOrHold(dialect, tables.address, "address", ["address", "kind"], rows))
  const insert = bySize((rows) => insertIgnore(dialect, tables.account, COLUMNS, rows))
  const holders = lookUpMany(
    (list) => `SELECT address, type, state, username, domain FROM ${tables.account} WHERE address IN (${list})`,
  )
  const locked = `SELECT ${ACCOUNT_COLUMNS.join(", ")} FROM ${tables.account} WHERE address = ?${forUpdate(dialect)}`
  const row = "SELECT username, domain FROM subscriber WHERE username = ? AND domain = ?"
  const revive = `UPDATE ${tables.account} SET state = 'active' WHERE address = ? AND state = 'gone'`
  const respell = `UPDATE ${tables.account}
    SET state = 'active', username = ?, domain = ?, secret = NULL, fingerprint = NULL, parked = NULL WHERE address = ?`
  const rekey = `UPDATE ${tables.account} SET address = ?, secret = ?, parked = ? WHERE address = ?`
  const rekeyPhones = `UPDATE ${tables.phone} SET address = ? WHERE address = ?`

  /** Kamailio's rows, as they are at this moment for who is in the middle of a transaction. */
  const outside = (connection: Connection) => (shared ? connection : kamailio)

  const hold = (connection: Connection, keys: ReadonlyArray<string>) =>
    connection.run(
      reserve(keys.length),
      keys.flatMap((key) => [key, "account"]),
    )

  /** Their addresses are held. */
  const put = (connection: Connection, candidates: ReadonlyArray<Candidate>): Promise<number> =>
    connection.run(
      insert(candidates.length),
      candidates.flatMap(({ key, name }) => paramsOf(key, name)),
    )

  const rememberDomains = async (connection: Connection, names: ReadonlyArray<RowName>): Promise<void> => {
    const odd = names.map(({ domain }) => domain).filter((domain) => domain !== domain.toLowerCase())
    if (odd.length > 0) await progress.addDomainSpellings(connection, odd)
  }

  const hasRow = async (connection: Connection, key: string): Promise<boolean> => {
    const at = key.lastIndexOf("@")
    const rows = await outside(connection).all(row, [key.slice(0, at), key.slice(at + 1)])
    return rows.some((found) => spelledIn(found) === key)
  }

  /** Gives the canonical key to the row that is spelled so, and the account that had it the key of its own spelling. */
  const giveWay = async (connection: Connection, holder: AccountRow): Promise<void> => {
    const key = spelled(holder)
    const secret = secrets.openSecret(holder.address, holder.secret)
    const parked = secrets.openParked(holder.address, holder.parked)
    await connection.run(rekey, [
      key,
      secret === undefined ? null : secrets.sealSecret(key, secret),
      parked === undefined ? null : secrets.sealParked(key, parked),
      holder.address,
    ])
    await connection.run(rekeyPhones, [key, holder.address])
    await hold(connection, [key])
  }

  /** Takes in one row whose key may be that of another account. */
  const settleIn = async (connection: Connection, name: RowName): Promise<void> => {
    const exact = spelled(name)
    const key = canonicalOf(name) ?? exact
    const at = async (address: string) => readAccountRow((await connection.all(locked, [address]))[0])
    const look = async () => {
      const holder = await at(key)
      if (holder?.type === "local" && spelled(holder) === exact) return { holder, known: holder }
      return { holder, known: key === exact ? undefined : await at(exact) }
    }
    let found = await look()
    if (found.known === undefined) {
      // Whoever makes or removes an account holds its address first.
      await hold(connection, [key])
      found = await look()
    }
    const { holder, known } = found
    if (!(await hasRow(connection, exact))) throw new Disturbed()
    if (known !== undefined) {
      await connection.run(revive, [known.address])
      return
    }
    await rememberDomains(connection, [name])
    const putApart = async () => {
      await hold(connection, [exact])
      await put(connection, [{ key: exact, name }])
    }
    if (holder === undefined) {
      const twin = key !== exact && (await hasRow(connection, key))
      await (twin ? putApart() : put(connection, [{ key, name }]))
    } else if (holder.type === "remote") {
      // The address is taken by an account of ours that Kamailio knows nothing of; `doctor` tells.
      if (key !== exact) await putApart()
    } else if (holder.state === "gone") {
      await connection.run(respell, [name.username, name.domain, key])
    } else if (key === exact) {
      await giveWay(connection, holder)
      await put(connection, [{ key, name }])
    } else {
      await putApart()
    }
  }

  const settle = async (name: RowName): Promise<void> => {
    await undisturbed(own.transaction((connection) => settleIn(connection, name)))
  }

  /** Takes in rows that nobody had an account of when they were read: all of them or, where one is no longer so, none. */
  const takeIn = (candidates: ReadonlyArray<Candidate>): Promise<boolean> =>
    undisturbed(
      own.transaction(async (connection) => {
        await hold(
          connection,
          candidates.map(({ key }) => key),
        )
        if ((await put(connection, candidates)) < candidates.length) throw new Disturbed()
        const usernames = candidates.map(({ name }) => name.username)
        const there = new Set((await namesakes(outside(connection), usernames)).map(spelledIn))
        if (!candidates.every(({ name }) => there.has(spelled(name)))) throw new Disturbed()
        await rememberDomains(
          connection,
          candidates.map(({ name }) => name),
        )
      }),
    )

  const adopt = async (names: ReadonlyArray<RowName>): Promise<void> => {
    const candidates = names
      .filter(fits)
      .map((name) => ({ key: canonicalOf(name) ?? spelled(name), name }))
      // In one order for all who adopt at once; of two rows that differ in case the canonical one first.
      .toSorted((a, b) =>
        a.key === b.key
          ? Number(spelled(b.name) === b.key) - Number(spelled(a.name) === a.key)
          : a.key < b.key
            ? -1
            : 1,
      )
    const keys = candidates.map(({ key }) => key)
    const found = new Map((await holders(own, keys)).map((found) => [textOf(found["address"]), found]))
    const fresh = new Map<string, Candidate>()
    const others: Array<RowName> = []
    for (const candidate of candidates) {
      const { key, name } = candidate
      const holder = found.get(key)
      if (holder === undefined && !fresh.has(key)) fresh.set(key, candidate)
      else if (holder === undefined || holder["state"] === "gone" || spelledIn(holder) !== spelled(name)) {
        others.push(name)
      }
    }
    for (const part of chunks([...fresh.values()])) {
      if (!(await takeIn(part))) for (const { name } of part) await settle(name)
    }
    for (const name of others) await settle(name)
  }

  return { adopt, settle }
}

export type AdoptRows = ReturnType<typeof makeAdoptRows>
