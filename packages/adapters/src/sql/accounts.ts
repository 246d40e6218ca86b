import {
  type Account,
  type AccountListing,
  type AccountPageQuery,
  type AccountQuery,
  type Accounts,
  type AccountState,
  type AccountSummary,
  type AddressRef,
  type Deployment,
  DeploymentSettings,
  type DigestHash,
  DigestHasher,
  type DomainName,
  type DomainServers,
  globToLike,
  isPasswordOf,
  type Page,
  type PhoneSettings,
  type PortNumber,
  pageOf,
  type SipAddress,
  splitAddress,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { ACCOUNT_COLUMNS, type AccountRow, emailKey, readAccountRow, readProfile } from "./account-row.ts"
import { type AccountSecret, makeAccountSecrets, type ParkedRow } from "./account-secrets.ts"
import { type Adoption, makeAdoption } from "./adoption/adoption.ts"
import { byteOrder } from "./byte-order.ts"
import type { Connection, Param, Row } from "./database.ts"
import { query } from "./effects.ts"
import { canonicalOf, spelled } from "./kamailio/spelling.ts"
import { readSubscriberRow, type SubscriberRow, subscriberColumns } from "./kamailio/subscriber-row.ts"
import type { StoreDeps } from "./store-deps.ts"
import { lookUpMany } from "./statements/look-up-many.ts"
import { lookUpTogether } from "./statements/look-up-together.ts"
import { textOf } from "./statements/values.ts"

type Servers = Omit<DomainServers, "provisioningUrl">

/** All that the databases say about one spelling of an address. */
interface Sight {
  readonly account: AccountRow | undefined
  /** The row that the database takes for this spelling; a folding collation finds others too. */
  readonly subscriber: SubscriberRow | undefined
  readonly servers: Servers | undefined
}

/** The answer's raw material: our row, and Kamailio's where there is one. */
interface Found extends Omit<Sight, "account"> {
  readonly account: AccountRow
}

const readServers = (row: Row | undefined): Servers | undefined =>
  row === undefined || row["d_registrar"] === null || row["d_registrar"] === undefined
    ? undefined
    : {
        registrar: textOf(row["d_registrar"]),
        registrarPort: Number(row["d_registrar_port"]) as PortNumber,
        proxy: textOf(row["d_proxy"]),
        proxyPort: Number(row["d_proxy_port"]) as PortNumber,
      }

const SERVER_COLUMNS = ["registrar", "registrar_port", "proxy", "proxy_port"]

const needsServers = ({ registrar, registrarPort, proxy, proxyPort }: PhoneSettings): boolean =>
  registrar === undefined || registrarPort === undefined || proxy === undefined || proxyPort === undefined

const withDefaults = (settings: PhoneSettings, servers: Servers | undefined): PhoneSettings =>
  servers === undefined
    ? settings
    : {
        ...settings,
        registrar: settings.registrar ?? servers.registrar,
        registrarPort: settings.registrarPort ?? servers.registrarPort,
        proxy: settings.proxy ?? servers.proxy,
        proxyPort: settings.proxyPort ?? servers.proxyPort,
      }

/** {@link Accounts} over our table and Kamailio's `subscriber`. */
export const makeAccounts = (deps: StoreDeps, adoption: Adoption = makeAdoption(deps)): Accounts["Service"] => {
  const { databases, tables, capabilities } = deps
  const { own, kamailio, shared } = databases
  const secrets = makeAccountSecrets(deps.secrets, tables)
  const key = byteOrder(own.dialect, "address")

  const accountColumns = ACCOUNT_COLUMNS.map((column) => `a.${column} AS ${column}`).join(", ")
  const serverColumns = SERVER_COLUMNS.map((column) => `d.${column} AS d_${column}`).join(", ")
  const subscriberList = subscriberColumns(capabilities, "s")
  const ofSubscriber = "s.username = ? AND s.domain = ?"
  // Not for SQLite, which plans a join anew at every call, because of the parameters in it, and has no way to save.
  // Joined by what was asked for and not by our columns: an index of Kamailio's serves only its own collation.
  const everything = lookUpTogether(
    own,
    (first) => `SELECT ${first}${accountColumns}, ${serverColumns}, ${subscriberList} FROM (SELECT 1 AS one) x
      LEFT JOIN ${tables.account} a ON a.address = ?
      LEFT JOIN ${tables.domainServers} d ON d.domain = ?
      LEFT JOIN subscriber s ON ${ofSubscriber}`,
  )
  const accountAlone = `SELECT ${accountColumns} FROM ${tables.account} a WHERE a.address = ?`
  const serversAlone = `SELECT ${serverColumns} FROM ${tables.domainServers} d WHERE d.domain = ?`
  const subscriberAlone = `SELECT ${subscriberList} FROM subscriber s WHERE ${ofSubscriber}`

  const serversOf = async (connection: Pick<Connection, "all">, account: AccountRow | undefined, domain: string) =>
    account?.type === "local" && needsServers(account.settings)
      ? readServers((await connection.all(serversAlone, [domain.toLowerCase()]))[0])
      : undefined

  const lookUpApart = async (
    ours: Pick<Connection, "all">,
    theirs: Pick<Connection, "all">,
    address: string,
  ): Promise<Sight> => {
    const { user, domain } = splitAddress(address)
    const [[row], [outside]] = await Promise.all([
      ours.all(accountAlone, [address]),
      theirs.all(subscriberAlone, [user, domain]),
    ])
    const account = readAccountRow(row)
    return { account, subscriber: readSubscriberRow(outside), servers: await serversOf(ours, account, domain) }
  }

  const lookUp = async (address: string): Promise<Sight> => {
    if (!shared) return lookUpApart(own, kamailio, address)
    if (own.dialect === "sqlite") return own.together((connection) => lookUpApart(connection, connection, address))
    const { user, domain } = splitAddress(address)
    const row = await everything([address, domain.toLowerCase(), user, domain])
    return { account: readAccountRow(row), subscriber: readSubscriberRow(row), servers: readServers(row) }
  }

  const rowOf = async (account: AccountRow): Promise<SubscriberRow | undefined> =>
    (await kamailio.all(subscriberAlone, [account.username, account.domain]))
      .map(readSubscriberRow)
      .find((row) => row !== undefined && spelled(row) === spelled(account))

  /** The account of exactly this spelling of an address. */
  const see = async (address: string, adopt: boolean): Promise<Found | undefined> => {
    const { account, subscriber, servers } = await lookUp(address)
    const exact = subscriber !== undefined && spelled(subscriber) === address ? subscriber : undefined
    if (account === undefined) {
      const row = exact ?? (subscriber !== undefined && canonicalOf(subscriber) === address ? subscriber : undefined)
      if (row === undefined || !adopt) return undefined
      await adoption.settle(row)
      return see(address, false)
    }
    if (account.type === "remote") return { account, subscriber: undefined, servers: undefined }
    if (spelled(account) !== address && exact !== undefined && adopt) {
      // Two rows differ in case, and only the other one has been seen so far.
      await adoption.settle(exact)
      return see(address, false)
    }
    if (account.state === "blocked" || account.state === "deactivated") {
      return { account, subscriber: undefined, servers }
    }
    const own = subscriber !== undefined && spelled(subscriber) === spelled(account)
    const row = own ? subscriber : spelled(account) === address ? undefined : await rowOf(account)
    if (account.state === "active" && row === undefined) {
      await adoption.gone(account)
      return { account: { ...account, state: "gone" }, subscriber: undefined, servers }
    }
    if (account.state === "gone" && row !== undefined) {
      await adoption.back(account)
      return { account: { ...account, state: "active" }, subscriber: row, servers }
    }
    return { account, subscriber: row, servers }
  }

  const locate = async ({ spelling, canonical }: AddressRef): Promise<Found | undefined> => {
    const exact = await see(spelling, deps.adoption)
    if (exact !== undefined || canonical === undefined) return exact
    const found = canonical === spelling ? undefined : await see(canonical, deps.adoption)
    if (found !== undefined || !(await adoption.look())) return found
    return see(canonical, deps.adoption)
  }

  const parkedRow = (account: AccountRow): SubscriberRow | undefined => {
    const parked: ParkedRow | undefined = secrets.openParked(account.address, account.parked)
    if (parked === undefined) return undefined
    const { email_address: email, permittedcalls: permissions, ...row } = parked
    const named = Object.fromEntries(Object.entries(row).map(([column, value]) => [`s_${column}`, value]))
    return readSubscriberRow({ ...named, s_email: email, s_permissions: permissions })
  }

  const secretOf = (
    { account }: Found,
    row: SubscriberRow | undefined,
    deployment: Deployment,
    hasher: DigestHash,
  ): AccountSecret | undefined => {
    if (row === undefined || account.state === "gone") return undefined
    if (account.fingerprint !== undefined && secrets.isFingerprintOf(row.ha1, account.fingerprint)) {
      const secret = secrets.openSecret(account.address, account.secret)
      if (secret !== undefined) return secret
    }
    return isPasswordOf(hasher, deployment, row, row.password, row.ha1) ? { password: row.password } : undefined
  }

  const redacted = (text: string | undefined) => (text === undefined ? undefined : Redacted.make(text))

  const assemble = (found: Found, deployment: Deployment, hasher: DigestHash): Account => {
    const { account, servers } = found
    const { address, state, version, username, domain, created, updated } = account
    if (account.type === "remote") {
      const password = redacted(secrets.openSecret(address, account.secret)?.password)
      return {
        type: "remote",
        address,
        state,
        version,
        created,
        updated,
        username,
        domain,
        ...account.settings,
        credentials: { password },
      }
    }
    const row = found.subscriber ?? parkedRow(account)
    const secret = secretOf(found, row, deployment, hasher)
    return {
      type: "local",
      address,
      state,
      version,
      created,
      updated,
      username,
      domain,
      ...withDefaults(account.settings, servers),
      email: row?.email ?? account.email,
      rpid: row?.rpid ?? account.rpid,
      permissions: row?.permissions ?? account.permissions,
      activated: account.activated,
      profile: account.profile,
      credentials: {
        ha1: Redacted.make(row?.ha1 ?? ""),
        ha1b: Redacted.make(row?.ha1b ?? ""),
        password: redacted(secret?.password),
        algorithms: secret?.algorithms,
      },
    }
  }

  const summary = (row: Row): AccountSummary => ({
    address: textOf(row["address"]) as SipAddress,
    username: textOf(row["username"]),
    domain: textOf(row["domain"]),
    displayName: textOf(row["display_name"]),
    type: row["type"] === "remote" ? "remote" : "local",
  })

  const spellingsOf = async (domain: DomainName): Promise<ReadonlyArray<string>> => [
    domain,
    ...(await adoption.domainSpellings()).filter(
      (spelling) => spelling.toLowerCase() === domain && spelling !== domain,
    ),
  ]

  const inDomain = (spellings: ReadonlyArray<string>): string =>
    spellings.length === 1 ? "domain = ?" : `domain IN (${spellings.map(() => "?").join(", ")})`

  const list = async ({ after, limit, search, domain }: AccountQuery): Promise<Page<AccountSummary>> => {
    // A walk through the list takes in new rows at its beginning; on the way they would only move its end.
    if (after === undefined) await adoption.adoptNew()
    const spellings = domain === undefined ? [] : await spellingsOf(domain)
    const conditions = ["state <> 'gone'"]
    const params: Array<Param> = []
    if (after !== undefined) {
      conditions.push(`${key} > ?`)
      params.push(after)
    }
    if (spellings.length > 0) {
      conditions.push(inDomain(spellings))
      params.push(...spellings)
    }
    if (search !== undefined && search !== "*") {
      conditions.push("lower(address) LIKE ? ESCAPE '!'")
      params.push(globToLike(search))
    }
    const sql = `SELECT address, username, domain, display_name, type FROM ${tables.account}
      WHERE ${conditions.join(" AND ")} ORDER BY ${key} LIMIT ?`
    const rows = await own.all(sql, [...params, limit + 1])
    return pageOf(rows.map(summary), limit, ({ address }) => address)
  }

  const living = lookUpMany(
    (list) => `SELECT address FROM ${tables.account} WHERE address IN (${list}) AND state <> 'gone'`,
  )

  const known = async (addresses: ReadonlyArray<SipAddress>): Promise<ReadonlySet<SipAddress>> => {
    await adoption.look()
    return new Set((await living(own, addresses)).map((row) => textOf(row["address"]) as SipAddress))
  }

  const listingColumns = `address, username, domain, state, activated, display_name, email, access, phone_number,
    dtmf_protocol, dictionary, provisioning_token, created_at, updated_at`

  const listing = (row: Row): AccountListing => ({
    address: textOf(row["address"]) as SipAddress,
    username: textOf(row["username"]),
    domain: textOf(row["domain"]),
    state: textOf(row["state"]) as AccountState,
    activated: Number(row["activated"]) === 1,
    displayName: textOf(row["display_name"]),
    email: textOf(row["email"]),
    profile: readProfile(row),
    created: Number(row["created_at"]),
    updated: Number(row["updated_at"]),
  })

  const page = async ({ domain, offset, limit }: AccountPageQuery) => {
    await adoption.adoptNew()
    const spellings = domain === undefined ? [] : await spellingsOf(domain)
    const conditions = ["type = 'local'", "state <> 'gone'", ...(spellings.length === 0 ? [] : [inDomain(spellings)])]
    const from = `FROM ${tables.account} WHERE ${conditions.join(" AND ")}`
    const items = await own.all(`SELECT ${listingColumns} ${from} ORDER BY ${key} LIMIT ? OFFSET ?`, [
      ...spellings,
      limit,
      offset,
    ])
    const [count] = await own.all(`SELECT COUNT(*) AS total ${from}`, spellings)
    return { items: items.map(listing), total: Number(count?.["total"]) }
  }

  const findByEmail = async (email: string, domain: DomainName | undefined): Promise<ReadonlyArray<SipAddress>> => {
    if (email === "") return []
    const spellings = domain === undefined ? [] : await spellingsOf(domain)
    const where = spellings.length === 0 ? "" : ` AND ${inDomain(spellings)}`
    const sql = `SELECT address FROM ${tables.account}
      WHERE email_key = ? AND type = 'local' AND state <> 'gone'${where} ORDER BY ${key} LIMIT 2`
    const rows = await own.all(sql, [emailKey(email), ...spellings])
    return rows.map((row) => textOf(row["address"]) as SipAddress)
  }

  return {
    find: (ref) =>
      Effect.flatMap(
        query(() => locate(ref)),
        (found) =>
          found === undefined
            ? Effect.undefined
            : Effect.flatMap(DeploymentSettings, (deployment) =>
                Effect.map(DigestHasher, (hasher) => assemble(found, deployment, hasher)),
              ),
      ),
    known: (addresses) => query(() => known(addresses)),
    list: (asked) => query(() => list(asked)),
    page: (asked) => query(() => page(asked)),
    findByEmail: (email, domain) => query(() => findByEmail(email, domain)),
  }
}
