/** The row of a session, with the level of its operator. */
export interface SessionRow {
  readonly key_hash: string
  readonly key_expires: number
  readonly cookie_hash: string
  readonly expires: number
  readonly access: number | null
}

/** What a client of `user/get` is told, from Kamailio's table and ours. */
export interface AccountRow {
  readonly type: string
  readonly username: string
  readonly domain: string
  readonly password: string
  readonly ha1: string
  readonly ha1b: string
  readonly auth_id: string | null
  readonly registrar: string | null
  readonly registrar_port: number | null
  readonly proxy: string | null
  readonly proxy_port: number | null
  readonly dial_plan: string | null
  readonly display_name: string
  readonly line_text: string | null
  readonly email: string
  readonly rpid: string | null
  readonly permissions: number
}

export interface NewAccount {
  readonly username: string
  readonly domain: string
  readonly displayName: string
  readonly email: string
  /** What stands in Kamailio's password column. */
  readonly filler: string
  readonly ha1: string
  readonly ha1b: string
}

export interface ListedRow {
  readonly address: string
  readonly display_name: string
}

/**
 * What somebody would write by hand for one database, with its driver and nothing else: ten connections at most, statements that are
 * prepared once, no retry, no time limit, no error of its own.
 */
export interface BareStore {
  readonly session: (nameHash: string) => SessionRow | undefined | Promise<SessionRow | undefined>
  readonly account: (user: string, domain: string) => AccountRow | undefined | Promise<AccountRow | undefined>
  /** BEGIN, two rows, COMMIT. */
  readonly addAccount: (account: NewAccount) => void | Promise<void>
  /** Every account by its address, in pages, the way that is fastest with this driver. */
  readonly pages: () => AsyncIterable<ReadonlyArray<ListedRow>>
  /** Rows of all these tables in one transaction, up to 1000 by a statement. */
  readonly insertMany: (parts: Iterable<ReadonlyArray<Rows>>) => Promise<void>
  readonly close: () => Promise<void>
}

/** Rows of one table, the values of all of them one after the other. */
export interface Rows {
  readonly table: string
  readonly columns: ReadonlyArray<string>
  readonly values: ReadonlyArray<string | number>
}

/** How many rows a statement takes, and how many a page has: more is hardly faster anywhere. */
export const TOGETHER = 1000

/** A page of the list behind an address. */
export const PAGE = `SELECT address, display_name FROM sipwright_account WHERE state <> 'gone' AND address > ?
  ORDER BY address LIMIT ${TOGETHER}`

/** The text of an insert of so many rows, made once. */
export const insertTexts = (numbered: (sql: string) => string = (sql) => sql) => {
  const texts = new Map<string, string>()
  return ({ table, columns, values }: Rows): string => {
    const key = `${table} ${values.length}`
    const text = texts.get(key) ?? numbered(insertText(table, columns, values.length / columns.length))
    texts.set(key, text)
    return text
  }
}

/** One row by its key, and the level of the operator with it. */
export const SESSION = `SELECT s.key_hash, s.key_expires, s.cookie_hash, s.expires, a.access
  FROM sipwright_session s LEFT JOIN sipwright_authorization a ON a.name = s.operator WHERE s.name_hash = ?`

/** Both rows of an account by their keys: its address, and its user and domain. */
export const ACCOUNT = `SELECT a.type, s.username, s.domain, s.password, s.ha1, s.ha1b, a.auth_id, a.registrar, a.registrar_port,
    a.proxy, a.proxy_port, a.dial_plan, a.display_name, a.line_text, a.email, a.rpid, a.permissions
  FROM subscriber s JOIN sipwright_account a ON a.address = ? WHERE s.username = ? AND s.domain = ?`

export const SUBSCRIBER_COLUMNS = ["username", "domain", "password", "ha1", "ha1b"] as const

export const subscriberValues = ({ username, domain, filler, ha1, ha1b }: NewAccount): ReadonlyArray<string> => [
  username,
  domain,
  filler,
  ha1,
  ha1b,
]

/**
 * A table of one's own beside Kamailio's, with what a list and a search need: the address, the name, the e-mail address. It is as small as
 * it can be, so what the product keeps on top of it (reservation, audit, sealed password, its other indexes) is the product's cost.
 */
export const OWN_TABLES = [
  `CREATE TABLE bare_account (address VARCHAR(160) NOT NULL PRIMARY KEY, domain VARCHAR(64) NOT NULL,
    display_name VARCHAR(255) NOT NULL, email VARCHAR(255) NOT NULL, created_at BIGINT NOT NULL)`,
  "CREATE INDEX bare_account_domain ON bare_account (domain, address)",
  "CREATE TABLE bare_number (number VARCHAR(16) NOT NULL PRIMARY KEY)",
] as const

export const OWN_COLUMNS = ["address", "domain", "display_name", "email", "created_at"] as const

export const ownValues = (account: NewAccount, time: number): ReadonlyArray<string | number> => [
  `${account.username}@${account.domain}`,
  account.domain,
  account.displayName,
  account.email,
  time,
]

/** `INSERT INTO table (…) VALUES (?, …), …` */
export const insertText = (table: string, columns: ReadonlyArray<string>, rows = 1): string => {
  const row = `(${columns.map(() => "?").join(", ")})`
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${Array.from({ length: rows }, () => row).join(", ")}`
}
