import { ACCOUNT_COLUMNS, type AccountRow, readAccountRow } from "../account-row.ts"
import { makeAccountSecrets } from "../account-secrets.ts"
import type { Connection, Param } from "../database.ts"
import { canonicalOf, type RowName, spelled, spelledIn } from "../kamailio/spelling.ts"
import type { StoreDeps } from "../store-deps.ts"
import { bySize, chunks, placeholders } from "../statements/chunks.ts"
import { insertIgnore } from "../statements/insert.ts"
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

/**
 * Takes rows of `subscriber` that were made outside into our tables. Idempotent, safe beside others who do the same, and
 * it changes nothing of Kamailio's.
 */
export const makeAdoptRows = (deps: StoreDeps, progress: ProgressSettings) => {
  const { databases, tables } = deps
  const { own, kamailio, shared } = databases
  const { dialect } = own
  const secrets = makeAccountSecrets(deps.secrets, tables)
  const reserve = bySize((rows) => insertIgnore(dialect, tables.address, ["address", "kind"], rows))
  const insert = bySize((rows) => insertIgnore(dialect, tables.account, COLUMNS, rows))
  const holders = bySize(
    (rows) =>
      `SELECT address, type, state, username, domain FROM ${tables.account} WHERE address IN (${placeholders(rows)})`,
  )
  const locked = `SELECT ${ACCOUNT_COLUMNS.join(", ")} FROM ${tables.account} WHERE address = ?${forUpdate(dialect)}`
  const row = "SELECT username, domain FROM subscriber WHERE username = ? AND domain = ?"
  const revive = `UPDATE ${tables.account} SET state = 'active' WHERE address = ? AND state = 'gone'`
  const respell = `UPDATE ${tables.account}
    SET state = 'active', username = ?, domain = ?, secret = NULL, fingerprint = NULL, parked = NULL WHERE address = ?`
  const rekey = `UPDATE ${tables.account} SET address = ?, secret = ?, parked = ? WHERE address = ?`
  const rekeyPhones = `UPDATE ${tables.phone} SET address = ? WHERE address = ?`

  const put = async (connection: Connection, candidates: ReadonlyArray<Candidate>): Promise<number> => {
    await connection.run(
      reserve(candidates.length),
      candidates.flatMap(({ key }) => [key, "account"]),
    )
    return connection.run(
      insert(candidates.length),
      candidates.flatMap(({ key, name }) => paramsOf(key, name)),
    )
  }

  const hasRow = async (connection: Connection, key: string): Promise<boolean> => {
    const at = key.lastIndexOf("@")
    const rows = await connection.all(row, [key.slice(0, at), key.slice(at + 1)])
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
    await connection.run(reserve(1), [key, "account"])
  }

  /** Takes in one row whose key may be that of another account. */
  const settle = (name: RowName): Promise<void> =>
    own.transaction(async (connection) => {
      const exact = spelled(name)
      const key = canonicalOf(name) ?? exact
      const at = async (address: string) => readAccountRow((await connection.all(locked, [address]))[0])
      const holder = await at(key)
      const existing = holder !== undefined && spelled(holder) === exact && holder.type === "local" ? holder : undefined
      const known = existing ?? (key === exact ? undefined : await at(exact))
      if (known !== undefined) {
        await connection.run(revive, [known.address])
        return
      }
      if (name.domain !== name.domain.toLowerCase()) await progress.addDomainSpellings(connection, [name.domain])
      if (holder === undefined) {
        const twin = key !== exact && (await hasRow(shared ? connection : kamailio, key))
        await put(connection, [{ key: twin ? exact : key, name }])
      } else if (holder.type === "remote") {
        // The address is taken by an account of ours that Kamailio knows nothing of; `doctor` tells.
        if (key !== exact) await put(connection, [{ key: exact, name }])
      } else if (holder.state === "gone") {
        await connection.run(respell, [name.username, name.domain, key])
      } else if (key === exact) {
        await giveWay(connection, holder)
        await put(connection, [{ key, name }])
      } else {
        await put(connection, [{ key: exact, name }])
      }
    })

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
    for (const part of chunks(candidates)) {
      const odd = part.map(({ name }) => name.domain).filter((domain) => domain !== domain.toLowerCase())
      const inserted = await own.transaction(async (connection) => {
        if (odd.length > 0) await progress.addDomainSpellings(connection, odd)
        return put(connection, part)
      })
      if (inserted === part.length) continue
      const keys = part.map(({ key }) => key)
      const found = new Map(
        (await own.all(holders(keys.length), keys)).map((found) => [textOf(found["address"]), found]),
      )
      for (const { key, name } of part) {
        const holder = found.get(key)
        const there = holder !== undefined && holder["state"] !== "gone" && spelledIn(holder) === spelled(name)
        if (!there) await settle(name)
      }
    }
  }

  return { adopt, settle }
}

export type AdoptRows = ReturnType<typeof makeAdoptRows>
