import { type DigestHash, isPasswordOf } from "@sipwright/core"
import { makeAccountSecrets } from "../account-secrets.ts"
import type { Row } from "../database.ts"
import { spelled, spelledIn } from "../kamailio/spelling.ts"
import type { StoreDeps } from "../store-deps.ts"
import { lookUpMany } from "../statements/look-up-many.ts"
import { optionalText, textOf } from "../statements/values.ts"
import type { CredentialRules } from "./row-faults.ts"
import type { InspectedRow } from "./subscriber-walk.ts"

/** Hashes of right passwords that were made for another realm than the one in use. */
export interface OtherRealms {
  readonly rows: number
  /** The realms that they were made for, as far as that could be found out. */
  readonly realms: ReadonlySet<string>
}

// Each is tried on every row whose password nobody knows, and those can be millions.
const MOST_DOMAINS = 10

/** What is behind a row's ha1, where we wrote it. */
interface Ours {
  readonly fingerprint: string | undefined
  readonly password: string | undefined
}

/**
 * Looks for hashes of another realm. That shows only where the clear text is known: in the password column, or in our table. The realms that are tried are
 * the fixed one, the domain of the row, and the first domains of Kamailio's table.
 */
export const makeOtherRealms = async (
  { databases, tables, secrets, capabilities }: StoreDeps,
  hasher: DigestHash,
  rules: CredentialRules,
): Promise<(rows: ReadonlyArray<InspectedRow>) => Promise<OtherRealms>> => {
  const sealed = makeAccountSecrets(secrets, tables)
  const namesakes = lookUpMany(
    (list) =>
      `SELECT address, username, domain, fingerprint, secret FROM ${tables.account} WHERE username IN (${list}) AND secret IS NOT NULL`,
  )
  const domains = capabilities.tables.domain
    ? (await databases.kamailio.all(`SELECT domain FROM domain LIMIT ${MOST_DOMAINS}`)).map((row) =>
        textOf(row["domain"]),
      )
    : []

  const read = (row: Row): readonly [string, Ours] => [
    spelledIn(row),
    {
      fingerprint: optionalText(row["fingerprint"]),
      password: sealed.openSecret(textOf(row["address"]), optionalText(row["secret"]))?.password,
    },
  ]

  return async (rows) => {
    const realms = new Set<string>()
    let count = 0
    const usernames = rows.map(({ username }) => username)
    const accounts = new Map((await namesakes(databases.own, usernames)).map(read))
    for (const row of rows) {
      const { fingerprint, password } = accounts.get(spelled(row)) ?? {}
      const isOurs = fingerprint !== undefined && sealed.isFingerprintOf(row.ha1, fingerprint)
      const passwords = [...(isOurs && password !== undefined ? [password] : []), row.password]
      const isBehind = (realm: string | undefined) =>
        passwords.some((one) => isPasswordOf(hasher, { ...rules, realm }, row, one, row.ha1))
      if (isBehind(rules.realm)) continue
      const realm = [row.domain, row.domain.toLowerCase(), ...domains].find(isBehind)
      if (realm !== undefined) realms.add(realm)
      // What we wrote ourselves is the hash of what we know, so only the realm can be another.
      if (realm !== undefined || (isOurs && password !== undefined)) count++
    }
    return { rows: count, realms }
  }
}
