import { makeAccountSecrets } from "./account-secrets.ts"
import { byteOrder } from "./byte-order.ts"
import type { Row } from "./database.ts"
import { makeRecovery } from "./journal/recovery.ts"
import { spelledIn } from "./kamailio/spelling.ts"
import { forgetOldSecretKeys } from "./secret-key-check.ts"
import { SqlStoreError } from "./sql-store-error.ts"
import { lookUpMany } from "./statements/look-up-many.ts"
import { optionalText, textOf } from "./statements/values.ts"
import type { StoreDeps } from "./store-deps.ts"

/** Told how many accounts have been looked at. */
export type OnRekeyProgress = (seen: number, total: number) => void

const PAGE = 500
// Whoever still seals with an old key would never let it come to an end.
const PASSES = 3

/** An account whose secrets were sealed with an old key. */
interface Sealed {
  readonly address: string
  readonly version: number
  readonly name: string
  readonly username: string
  readonly secret: string | undefined
  readonly parked: string | undefined
  readonly fingerprint: string | undefined
}

/**
 * Seals every secret in our tables anew with the key in use, while others go on working, and then forgets the older keys; answers how many accounts that were.
 * Rejects with {@link SqlStoreError} `keys-in-use` where a process goes on sealing with an old one. What cannot be opened any more is void and goes.
 */
export const rekey = async (deps: StoreDeps, onProgress: OnRekeyProgress = () => {}): Promise<number> => {
  const { databases, tables, secrets } = deps
  const { own, kamailio } = databases
  const sealedBy = makeAccountSecrets(secrets, tables)
  const key = byteOrder(own.dialect, "address")
  const current = `1.${secrets.keyId}.%`
  const isOld = (column: string) => `(${column} IS NOT NULL AND ${column} NOT LIKE '${current}')`
  const oldOnes = `${isOld("secret")} OR ${isOld("parked")}`
  const page = `SELECT address, version, username, domain, secret, parked, fingerprint FROM ${tables.account}
    WHERE ${key} > ? AND (${oldOnes}) ORDER BY ${key} LIMIT ${PAGE}`
  const count = `SELECT COUNT(*) AS waiting FROM ${tables.account} WHERE ${oldOnes}`
  const journal = `SELECT COUNT(*) AS waiting FROM ${tables.journal} WHERE ${isOld("payload")}`
  const namesakes = lookUpMany((list) => `SELECT username, domain, ha1 FROM subscriber WHERE username IN (${list})`)
  const put = `UPDATE ${tables.account} SET secret = ?, parked = ?, fingerprint = ? WHERE address = ? AND version = ?`

  const sealedOf = (row: Row): Sealed => ({
    address: textOf(row["address"]),
    version: Number(row["version"]),
    username: textOf(row["username"]),
    name: spelledIn(row),
    secret: optionalText(row["secret"]),
    parked: optionalText(row["parked"]),
    fingerprint: optionalText(row["fingerprint"]),
  })

  const hashesOf = async (accounts: ReadonlyArray<Sealed>): Promise<ReadonlyMap<string, string>> => {
    const usernames = accounts.map(({ username }) => username)
    return new Map((await namesakes(kamailio, usernames)).map((row) => [spelledIn(row), textOf(row["ha1"])]))
  }

  /** Answers false where the account was changed meanwhile; whoever did that sealed it anew, or it comes again. */
  const reseal = async (account: Sealed, ha1: string | undefined): Promise<boolean> => {
    const { address, fingerprint } = account
    const secret = sealedBy.openSecret(address, account.secret)
    const parked = sealedBy.openParked(address, account.parked)
    const hash = ha1 ?? (parked === undefined ? undefined : textOf(parked["ha1"]))
    const fits = fingerprint !== undefined && hash !== undefined && sealedBy.isFingerprintOf(hash, fingerprint)
    // Remote accounts have no fingerprint. A local one whose fingerprint does not fit has a clear text that is void.
    const isKept = secret !== undefined && (fits || fingerprint === undefined)
    const params = [
      isKept ? sealedBy.sealSecret(address, secret) : null,
      parked === undefined ? null : sealedBy.sealParked(address, parked),
      fits ? sealedBy.fingerprint(hash) : null,
    ]
    return (await own.run(put, [...params, address, account.version])) === 1
  }

  const waiting = async (sql: string): Promise<number> => Number((await own.all(sql))[0]?.["waiting"])

  const pass = async (): Promise<number> => {
    const total = await waiting(count)
    let after = ""
    let done = 0
    for (let seen = 0; ; ) {
      const accounts = (await own.all(page, [after])).map(sealedOf)
      const known = await hashesOf(accounts)
      for (const account of accounts) if (await reseal(account, known.get(account.name))) done++
      seen += accounts.length
      onProgress(seen, Math.max(seen, total))
      const last = accounts.at(-1)
      if (last === undefined || accounts.length < PAGE) return done
      after = last.address
    }
  }

  const settle = makeRecovery(deps)
  let done = 0
  for (let passes = 0; passes < PASSES; passes++) {
    await settle()
    done += await pass()
    // The journal first: what is taken from there may have been sealed with an old key.
    if ((await waiting(journal)) === 0 && (await waiting(count)) === 0) {
      await forgetOldSecretKeys(own, tables, secrets)
      return done
    }
  }
  throw new SqlStoreError({
    reason: "keys-in-use",
    sentence:
      "Changes that were sealed with an old secret key go on coming in, or are still under way: restart every server with the new key, and do this again in a minute.",
  })
}
