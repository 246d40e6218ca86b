import type { Param } from "../../database.ts"
import type { SqlDialect } from "../../dialect.ts"
import { forShare } from "../../statements/row-lock.ts"
import type { KamailioCapabilities } from "../../schema/kamailio-capabilities.ts"
import type { OwnTables } from "../../schema/tables.ts"
import type { Newcomer } from "./new-rows.ts"

// More than these at once are looked at by adoption.
const NEWEST = 100

/** The highest ids that adoption has seen. */
export interface Seen {
  readonly subscriber: number
  readonly dbaliases: number
}

/** What a guard compares with: `?`, or columns. */
export interface Operands {
  readonly address: string
  readonly username: string
  readonly domain: string
}

export const PLACEHOLDERS: Operands = { address: "?", username: "?", domain: "?" }

/** Of a query whose rows are called `newcomer`. */
export const COLUMNS: Operands = {
  address: "newcomer.address",
  username: "newcomer.username",
  domain: "newcomer.domain",
}

/** Conditions that nothing is in the way of new accounts. */
export interface NothingInTheWay {
  /** Of one account. */
  readonly ofEach: string
  /** The values of its `?`, where the operands are such. */
  readonly paramsOfEach: (newcomer: Newcomer) => ReadonlyArray<Param>
  /** Of all: somebody else made nothing that adoption has not looked at. */
  readonly unseen: string
  readonly paramsOfUnseen: (seen: Seen | undefined) => ReadonlyArray<Param>
  /** The highest id of `subscriber`. It must not be of a later snapshot than the conditions, which have not looked at what was made since. */
  readonly newest: string
}

export const nothingInTheWay = (options: {
  readonly dialect: SqlDialect
  readonly tables: OwnTables
  readonly capabilities: KamailioCapabilities
  readonly operands: Operands
  /** Whether rows above the ids that adoption has seen are in the way. */
  readonly watches: boolean
  /** Whether a domain that is not there is in the way. */
  readonly local: boolean
  /** Of our addresses, where the database has one for each column. */
  readonly collation: string | undefined
}): NothingInTheWay => {
  const { dialect, tables, capabilities, operands, watches, local, collation } = options
  const { address, username, domain } = operands
  const { dbaliases } = capabilities.tables
  const ofDomain = local && capabilities.tables.domain
  // Found by a key, row by row: a NOT EXISTS would become a join on PostgreSQL, whose plan is kept, and which reads all of a table that was small when it was made.
  const none = (table: string, condition: string): string =>
    dialect === "postgres"
      ? `(SELECT TRUE FROM ${table} WHERE ${condition} LIMIT 1) IS NULL`
      : `NOT EXISTS (SELECT 1 FROM ${table} WHERE ${condition})`

  // MariaDB compares two columns only in a collation that both have.
  const ofOurs = collation === undefined ? "" : ` COLLATE ${collation}`
  const spelling =
    dialect === "mysql"
      ? `CONVERT(CONCAT(s.username, '@', s.domain) USING utf8mb4)${ofOurs}`
      : "s.username || '@' || s.domain"
  const isUnknown = `(SELECT 1 FROM ${tables.address} a WHERE a.address = ${spelling}) IS NULL`
  const id = dialect === "postgres" ? "CAST(? AS bigint)" : "?"
  const newest = "(SELECT MAX(id) FROM subscriber)"
  const unseen = [
    `COALESCE(${newest}, 0) <= ${id} + ${NEWEST}`,
    dialect === "postgres"
      ? `NOT EXISTS (SELECT 1 FROM generate_series(${id} + 1, COALESCE(${newest}, 0)) n
          WHERE (SELECT ${isUnknown} FROM subscriber s WHERE s.id = n))`
      : none("subscriber s", `s.id > ? AND ${isUnknown}`),
    ...(dbaliases ? ["COALESCE((SELECT MAX(id) FROM dbaliases), 0) <= ?"] : []),
  ]

  return {
    ofEach: [
      none(tables.account, `address = ${address}`),
      none("subscriber", `username = ${username} AND domain = ${domain}`),
      ...(dbaliases ? [none("dbaliases", `alias_username = ${username} AND alias_domain = ${domain}`)] : []),
      none(tables.space, `domain = ${domain} AND max_accounts > 0`),
      // Held, as by the guard `domain-present`; one that is spelled otherwise is found in the general way.
      ...(ofDomain ? [`(SELECT 1 FROM domain WHERE domain = ${domain} LIMIT 1${forShare(dialect)}) IS NOT NULL`] : []),
    ].join(" AND "),
    paramsOfEach: ({ account }) => [
      account.address,
      account.username,
      account.domain,
      ...(dbaliases ? [account.username, account.domain] : []),
      account.domain,
      ...(ofDomain ? [account.domain] : []),
    ],
    unseen: watches ? unseen.join(" AND ") : "1 = 1",
    paramsOfUnseen: (seen) =>
      seen === undefined ? [] : [seen.subscriber, seen.subscriber, ...(dbaliases ? [seen.dbaliases] : [])],
    newest: watches ? newest : "NULL",
  }
}
