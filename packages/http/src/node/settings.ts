import { boolean } from "./settings/boolean.ts"
import { choice } from "./settings/choice.ts"
import { databaseUrl } from "./settings/database-url.ts"
import { duration } from "./settings/duration.ts"
import { fileMode } from "./settings/file-mode.ts"
import { groupAccess } from "./settings/group-access.ts"
import { groupNesting } from "./settings/group-nesting.ts"
import { list } from "./settings/list.ts"
import { network } from "./settings/network.ts"
import { plainText } from "./settings/plain-text.ts"
import { type Reader, Refused } from "./settings/refused.ts"
import { rpcUrl } from "./settings/rpc-url.ts"
import { flagOf, type Setting, variableOf } from "./settings/setting.ts"
import { SettingsError } from "./settings/settings-error.ts"
import { tablePrefix } from "./settings/table-prefix.ts"
import { timeZone } from "./settings/time-zone.ts"
import { trustedProxies } from "./settings/trusted-proxies.ts"
import { webUrl } from "./settings/web-url.ts"
import { wholeNumber } from "./settings/whole-number.ts"

// The value keeps the type of its reader, and `undefined` where there is no default.
const setting = <T, const S extends Omit<Setting<T>, "read">>(definition: S & { readonly read: Reader<T> }) =>
  definition

/**
 * All settings of the server and the command line: their reading, the checks, the help texts and the list in the README
 * come from here. This file is loaded by `sipwright --help`, so nothing heavy may be imported by it.
 */
export const settings = {
  databaseUrl: setting({
    name: "DATABASE_URL",
    standard: "sqlite:./sipwright.db",
    meaning: "our own tables: memory:, sqlite:PATH, mysql://USER:PASSWORD@HOST/DATABASE or postgres://…",
    read: databaseUrl,
    usedBy: "store",
  }),
  kamailioDatabaseUrl: setting({
    name: "KAMAILIO_DATABASE_URL",
    standardNote: "the same database",
    meaning: "Kamailio's tables, where they are in another database, of whatever kind",
    read: databaseUrl,
    usedBy: "store",
  }),
  secretKey: setting({
    name: "SECRET_KEY",
    standardNote: "with SQLite, a file made beside the database",
    meaning: "encrypts secrets in our tables: 32 bytes in hexadecimal or base64 (openssl rand -hex 32)",
    read: plainText,
    secret: true,
    usedBy: "store",
  }),
  secretKeyFile: setting({
    name: "SECRET_KEY_FILE",
    meaning: "a file with the secret key, in place of SIPWRIGHT_SECRET_KEY",
    read: plainText,
    usedBy: "store",
  }),
  oldSecretKeys: setting({
    name: "OLD_SECRET_KEYS",
    standardNote: "none",
    meaning: "secret keys of before, by commas: what they encrypted can be read until sipwright rekey is done",
    read: list(plainText),
    secret: true,
    usedBy: "store",
  }),
  tablePrefix: setting({
    name: "TABLE_PREFIX",
    standard: "sipwright_",
    meaning: "what the names of our tables begin with",
    read: tablePrefix,
    usedBy: "store",
  }),
  migrate: setting({
    name: "MIGRATE",
    standard: "true",
    meaning: "make and update our tables at start; false only says what is missing (see sipwright migrate)",
    read: boolean,
    usedBy: "store",
  }),
  sqliteSynchronous: setting({
    name: "SQLITE_SYNCHRONOUS",
    standard: "full",
    meaning: "full, or normal: faster, but the last answered changes may be lost when the power fails",
    read: choice(["full", "normal"]),
    usedBy: "store",
  }),
  domains: setting({
    name: "DOMAINS",
    standardNote: "none",
    meaning: "local SIP domains, by commas; added to Kamailio's domain table where missing",
    read: list(plainText),
    usedBy: "store",
  }),
  passwordStorage: setting({
    name: "PASSWORD_STORAGE",
    standardNote: "ha1",
    meaning: "what Kamailio's password column holds: ha1 (a filler; calculate_ha1=0) or plaintext (calculate_ha1=1)",
    read: choice(["ha1", "plaintext"]),
    usedBy: "store",
  }),
  realm: setting({
    name: "REALM",
    standardNote: "the domain of each address",
    meaning: "the one digest realm of all accounts, for a Kamailio with use_domain=0",
    read: plainText,
    usedBy: "store",
  }),
  kamailioAlgorithm: setting({
    name: "KAMAILIO_ALGORITHM",
    standard: "MD5",
    meaning: "digest algorithm of Kamailio's auth module: MD5 or SHA-256",
    read: choice(["MD5", "SHA-256"]),
    usedBy: "store",
  }),
  kamailioTz: setting({
    name: "KAMAILIO_TZ",
    standard: "UTC",
    meaning: "time zone of Kamailio's machine, in which it writes times on MySQL and PostgreSQL",
    read: timeZone,
    usedBy: "store",
  }),
  registrations: setting({
    name: "REGISTRATIONS",
    standard: "sql",
    meaning: "where contacts are seen: sql (Kamailio's location table), rpc (the running Kamailio) or none",
    read: choice(["sql", "rpc", "none"]),
    usedBy: "store",
  }),
  kamailioRpcUrl: setting({
    name: "KAMAILIO_RPC_URL",
    standardNote: "a running Kamailio is told nothing",
    meaning:
      "URLs of Kamailio's JSON-RPC by HTTP, by commas, one for each Kamailio: http://HOST:PORT/RPC or https://USER:PASSWORD@HOST/RPC",
    read: list(rpcUrl),
    secret: true,
    usedBy: "store",
  }),
  groups: setting({
    name: "GROUPS",
    standard: "false",
    meaning: "mirror call permissions to Kamailio's grp table, one group a flag",
    read: boolean,
    usedBy: "store",
  }),
  defaultPermission: setting({
    name: "DEFAULT_PERMISSION",
    standard: "0",
    meaning: "call permissions of new accounts, the sum of their flags (0 to 255)",
    read: wholeNumber(0, 255),
    usedBy: "store",
  }),
  ldapUrl: setting({
    name: "LDAP_URL",
    standardNote: "no LDAP",
    meaning:
      "servers that know operators: ldap://HOST[:PORT] or ldaps://HOST[:PORT], by commas, the first usable one counts",
    read: list(plainText),
    usedBy: "store",
  }),
  ldapBindDn: setting({
    name: "LDAP_BIND_DN",
    standardNote: "anonymous",
    meaning: "the account that searches users and groups",
    read: plainText,
    usedBy: "store",
  }),
  ldapBindPassword: setting({
    name: "LDAP_BIND_PASSWORD",
    meaning: "the password of that account",
    read: plainText,
    secret: true,
    usedBy: "store",
  }),
  ldapBaseDn: setting({
    name: "LDAP_BASE_DN",
    meaning: "under which DN users are searched, and groups unless they have their own",
    read: plainText,
    usedBy: "store",
  }),
  ldapUserFilter: setting({
    name: "LDAP_USER_FILTER",
    standard: "(uid={username})",
    meaning: "finds the entry of a user; the first attribute that it compares holds the name",
    read: plainText,
    usedBy: "store",
  }),
  ldapUserDn: setting({
    name: "LDAP_USER_DN",
    standardNote: "the DN that the search finds",
    meaning: "what users bind as: uid={username},ou=people,dc=example,dc=org, or {username}@corp.example",
    read: plainText,
    usedBy: "store",
  }),
  ldapStarttls: setting({
    name: "LDAP_STARTTLS",
    standard: "false",
    meaning: "upgrade ldap:// by StartTLS, or do not connect",
    read: boolean,
    usedBy: "store",
  }),
  ldapCaFile: setting({
    name: "LDAP_CA_FILE",
    standardNote: "the system's authorities",
    meaning: "certificates of the authorities to trust, in PEM",
    read: plainText,
    usedBy: "store",
  }),
  ldapServerName: setting({
    name: "LDAP_SERVER_NAME",
    standardNote: "the host of the URL",
    meaning: "the name in the server's certificate",
    read: plainText,
    usedBy: "store",
  }),
  ldapInsecure: setting({
    name: "LDAP_INSECURE",
    standard: "false",
    meaning: "allow ldap:// without StartTLS to another machine: passwords go in clear text",
    read: boolean,
    usedBy: "store",
  }),
  ldapGroupAccess: setting({
    name: "LDAP_GROUP_ACCESS",
    standardNote: "none",
    meaning: "group=level, by semicolons; a group by its CN or DN; of several the highest counts",
    read: groupAccess,
    usedBy: "store",
  }),
  ldapGroupBaseDn: setting({
    name: "LDAP_GROUP_BASE_DN",
    standardNote: "the base DN",
    meaning: "under which DN groups are searched",
    read: plainText,
    usedBy: "store",
  }),
  ldapGroupFilter: setting({
    name: "LDAP_GROUP_FILTER",
    standard: "(member={dn})",
    meaning: "finds the groups of {dn} or {username}; or an attribute of the user that lists them, such as memberOf",
    read: plainText,
    usedBy: "store",
  }),
  ldapNested: setting({
    name: "LDAP_NESTED",
    standard: "false",
    meaning: "groups in groups: false, true (followed one by one), in-chain (followed by Active Directory)",
    read: groupNesting,
    usedBy: "store",
  }),
  ldapTimeout: setting({
    name: "LDAP_TIMEOUT",
    standard: "5s",
    meaning: "for connecting, for the TLS handshake and for each operation; a whole call takes twice as long at most",
    read: duration,
    usedBy: "store",
  }),
  ldapCache: setting({
    name: "LDAP_CACHE",
    standardNote: "off",
    meaning: "how long what was found of a user and its groups is believed; passwords are always asked for",
    read: duration,
    usedBy: "store",
  }),
  host: setting({
    name: "HOST",
    standard: "127.0.0.1",
    meaning: "address to listen on",
    read: plainText,
    usedBy: "server",
  }),
  port: setting({
    name: "PORT",
    standard: "8080",
    meaning: "port to listen on; 0 takes a free one",
    read: wholeNumber(0, 65_535),
    usedBy: "server",
  }),
  socket: setting({
    name: "SOCKET",
    standardNote: "none",
    meaning: "Unix socket to listen on, in place of address and port",
    read: plainText,
    usedBy: "server",
  }),
  socketMode: setting({
    name: "SOCKET_MODE",
    standard: "0660",
    meaning: "permissions of that socket, in octal: who may write to it may call",
    read: fileMode,
    usedBy: "server",
  }),
  trustProxy: setting({
    name: "TRUST_PROXY",
    standardNote: "none",
    meaning:
      "proxies, by commas, whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses, networks, unix (who calls by SIPWRIGHT_SOCKET)",
    read: trustedProxies,
    usedBy: "server",
  }),
  adminUser: setting({
    name: "ADMIN_USER",
    standard: "admin",
    meaning: "the first operator, made with access super when there is no operator yet",
    read: plainText,
    usedBy: "server",
  }),
  adminPassword: setting({
    name: "ADMIN_PASSWORD",
    standardNote: "generated",
    meaning: "password of the first operator",
    read: plainText,
    secret: true,
    usedBy: "server",
  }),
  dialects: setting({
    name: "DIALECTS",
    standard: "hermes,homer,webitel,flexisip",
    standardNote: "all",
    meaning: "which HTTP dialects are served, by commas: hermes, homer, webitel, flexisip",
    read: list(choice(["hermes", "homer", "webitel", "flexisip"])),
    usedBy: "server",
  }),
  docs: setting({
    name: "DOCS",
    standard: "true",
    meaning: "serve /openapi.json and the documentation at /docs",
    read: boolean,
    usedBy: "server",
  }),
  sessionTtl: setting({
    name: "SESSION_TTL",
    standard: "8h",
    meaning: "a session ends when it was not used for so long",
    read: duration,
    usedBy: "server",
  }),
  authKeyTtl: setting({
    name: "AUTH_KEY_TTL",
    standard: "5m",
    meaning: "a Hermes auth key has to be replaced by auth/ping within this time",
    read: duration,
    usedBy: "server",
  }),
  audience: setting({
    name: "AUDIENCE",
    standard: "sipwright",
    meaning: "who a signed assertion has to be meant for (aud) to log in with a key pair",
    read: plainText,
    usedBy: "server",
  }),
  httpStatus: setting({
    name: "HTTP_STATUS",
    standard: "false",
    meaning: "answer refused Hermes calls with a fitting HTTP status instead of 200",
    read: boolean,
    usedBy: "server",
  }),
  requireCookie: setting({
    name: "REQUIRE_COOKIE",
    standard: "true",
    meaning: "a Hermes session needs its cookie",
    read: boolean,
    usedBy: "server",
  }),
  hermesGet: setting({
    name: "HERMES_GET",
    standard: "all",
    meaning: "what Hermes does by GET: all, reads, or off (POST only)",
    read: choice(["all", "reads", "off"]),
    usedBy: "server",
  }),
  homerStatus: setting({
    name: "HOMER_STATUS",
    standard: "always200",
    meaning: "HTTP status of HOMER 5 answers: always200, as documented, or http, the status in the body",
    read: choice(["always200", "http"]),
    usedBy: "server",
  }),
  homerSessionTtl: setting({
    name: "HOMER_SESSION_TTL",
    standard: "1h",
    meaning: "a HOMER 5 session ends when it was not used for so long",
    read: duration,
    usedBy: "server",
  }),
  homerTokenTtl: setting({
    name: "HOMER_TOKEN_TTL",
    standard: "20h",
    meaning: "how long a HOMER 7 token (JWT) is good",
    read: duration,
    usedBy: "server",
  }),
  httpAuthAllow: setting({
    name: "HTTP_AUTH_ALLOW",
    standard: "127.0.0.0/8,::1",
    meaning: "addresses and networks, by commas, from where HOMER 7's http_auth may ask whether a password is right",
    read: list(network),
    usedBy: "server",
  }),
  webitelTokenTtl: setting({
    name: "WEBITEL_TOKEN_TTL",
    standard: "100d",
    meaning: "how long a Webitel token is good",
    read: duration,
    usedBy: "server",
  }),
  webitelHideUnknown: setting({
    name: "WEBITEL_HIDE_UNKNOWN",
    standard: "false",
    meaning: "answer Webitel logins of unknown names with 401, like wrong passwords, instead of the documented 404",
    read: boolean,
    usedBy: "server",
  }),
  webitelCdrUrl: setting({
    name: "WEBITEL_CDR_URL",
    standardNote: "none",
    meaning: "URL of a CDR service, told to Webitel clients as cdr.host",
    read: plainText,
    usedBy: "server",
  }),
  flexisipProfile: setting({
    name: "FLEXISIP_PROFILE",
    standard: "2025",
    meaning: "Flexisip's API as its documents of 2025 or of 2020 have it",
    read: choice(["2020", "2025"]),
    usedBy: "server",
  }),
  flexisipPhoneUsernames: setting({
    name: "FLEXISIP_PHONE_USERNAMES",
    standard: "false",
    meaning: "let Flexisip clients make accounts whose user name is an E.164 number",
    read: boolean,
    usedBy: "server",
  }),
  flexisipLocales: setting({
    name: "FLEXISIP_LOCALES",
    standardNote: "none",
    meaning: "a folder with more languages for Flexisip's messages, one file each, such as de.json",
    read: plainText,
    usedBy: "server",
  }),
  nonceTtl: setting({
    name: "NONCE_TTL",
    standard: "5m",
    meaning: "how long the nonce of a digest challenge is good",
    read: duration,
    usedBy: "server",
  }),
  jwtPublicKey: setting({
    name: "JWT_PUBLIC_KEY",
    standardNote: "none",
    meaning: "public key or certificate of who issues tokens to Flexisip clients: PEM text, or a file with it",
    read: plainText,
    usedBy: "server",
  }),
  jwtJwksUrl: setting({
    name: "JWT_JWKS_URL",
    standardNote: "none",
    meaning: "where the issuer's JSON Web Key Set is, in place of SIPWRIGHT_JWT_PUBLIC_KEY",
    read: webUrl,
    usedBy: "server",
  }),
  jwtIssuer: setting({
    name: "JWT_ISSUER",
    standardNote: "not looked at",
    meaning: "who a token has to be issued by (iss)",
    read: plainText,
    usedBy: "server",
  }),
  jwtAudience: setting({
    name: "JWT_AUDIENCE",
    standardNote: "not looked at",
    meaning: "who a token has to be meant for (aud)",
    read: plainText,
    usedBy: "server",
  }),
  jwtSipClaim: setting({
    name: "JWT_SIP_CLAIM",
    standard: "sip_identity",
    meaning: "the claim of a token that holds the account's SIP URI",
    read: plainText,
    usedBy: "server",
  }),
  metrics: setting({
    name: "METRICS",
    standard: "true",
    meaning: "count what happens, and answer it at /metrics in Prometheus' format",
    read: boolean,
    usedBy: "server",
  }),
  metricsKey: setting({
    name: "METRICS_KEY",
    standardNote: "only this machine reads them",
    meaning: "who sends it as bearer token reads /metrics, wherever from",
    read: plainText,
    secret: true,
    usedBy: "server",
  }),
  logRequests: setting({
    name: "LOG_REQUESTS",
    standard: "false",
    meaning: "log a line for every call by HTTP, with its id, route, status and time",
    read: boolean,
    usedBy: "server",
  }),
} as const

type Table = typeof settings
type ValueOf<S> = S extends { readonly read: Reader<infer T> } ? T : never

/** What the program was told. */
export type Settings = {
  readonly [K in keyof Table]: ValueOf<Table[K]> | (Table[K] extends { readonly standard: string } ? never : undefined)
}

export const settingsList: ReadonlyArray<Setting<unknown>> = Object.values(settings)

/** Where settings are read from. */
export interface SettingSources {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** By the name of the setting in {@link settings}; they win over the environment. */
  readonly flags?: Readonly<Record<string, string | undefined>>
}

const readOne = (key: string, definition: Setting<unknown>, { environment, flags = {} }: SettingSources): unknown => {
  const fromFlag = definition.secret === true ? undefined : flags[key]
  // Compose files and service units set variables that are meant to be absent to nothing.
  const fromEnvironment = environment[variableOf(definition)] || undefined
  const text = fromFlag ?? fromEnvironment ?? definition.standard
  if (text === undefined) return undefined
  const value = definition.read(text)
  if (!(value instanceof Refused)) return value
  const source = fromFlag === undefined ? "" : ` (given as ${flagOf(definition)})`
  throw new SettingsError(`${variableOf(definition)}${source} ${value.sentence}.`)
}

/** Reads all settings. Throws {@link SettingsError} at the first that is wrong. */
export const readSettings = (sources: SettingSources): Settings => {
  const read = Object.entries<Setting<unknown>>(settings).map(
    ([key, one]) => [key, readOne(key, one, sources)] as const,
  )
  const values = Object.fromEntries(read) as Settings
  if (values.secretKey !== undefined && values.secretKeyFile !== undefined) {
    throw new SettingsError("SIPWRIGHT_SECRET_KEY and SIPWRIGHT_SECRET_KEY_FILE are both given; one is enough.")
  }
  if (values.jwtPublicKey !== undefined && values.jwtJwksUrl !== undefined) {
    throw new SettingsError("SIPWRIGHT_JWT_PUBLIC_KEY and SIPWRIGHT_JWT_JWKS_URL are both given; one is enough.")
  }
  if (values.databaseUrl.kind === "memory" && (values.kamailioDatabaseUrl?.kind ?? "memory") !== "memory") {
    throw new SettingsError("SIPWRIGHT_KAMAILIO_DATABASE_URL cannot be used while SIPWRIGHT_DATABASE_URL is memory:.")
  }
  if (values.databaseUrl.kind !== "memory" && values.kamailioDatabaseUrl?.kind === "memory") {
    throw new SettingsError("SIPWRIGHT_KAMAILIO_DATABASE_URL is memory:, which only SIPWRIGHT_DATABASE_URL can be.")
  }
  if (values.trustProxy?.unix === true && values.socket === undefined) {
    throw new SettingsError("SIPWRIGHT_TRUST_PROXY has unix, which needs SIPWRIGHT_SOCKET.")
  }
  if (values.registrations === "rpc" && values.kamailioRpcUrl === undefined) {
    throw new SettingsError("SIPWRIGHT_REGISTRATIONS is rpc, which needs SIPWRIGHT_KAMAILIO_RPC_URL.")
  }
  return values
}

/** Variables that look like settings and are none: mostly misspelled. */
export const unknownVariables = (environment: SettingSources["environment"]): ReadonlyArray<string> => {
  const known = new Set(settingsList.map(variableOf))
  return Object.keys(environment).filter((name) => name.startsWith("SIPWRIGHT_") && !known.has(name))
}
