import type { SqlDialect } from "./dialect.ts"
import { SqlStoreError } from "./sql-store-error.ts"

/** A database URL taken apart. */
export type DatabaseUrl =
  | { readonly dialect: "sqlite"; readonly filename: string }
  | {
      readonly dialect: "mysql" | "postgres"
      readonly host: string
      readonly port: number | undefined
      readonly user: string
      readonly password: string
      readonly database: string
      readonly options: URLSearchParams
    }

const SCHEMES: Readonly<Record<string, SqlDialect>> = {
  sqlite: "sqlite",
  mysql: "mysql",
  mariadb: "mysql",
  postgres: "postgres",
  postgresql: "postgres",
}

// Says what is expected and repeats nothing: a password may stand anywhere in a URL that is wrong.
const refuse = (why: string) =>
  new SqlStoreError({
    reason: "bad-url",
    sentence: `The database URL ${why}. It is sqlite:PATH, mysql://USER:PASSWORD@HOST:PORT/DATABASE or postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters in user and password percent-encoded.`,
  })

/**
 * Reads `sqlite:PATH` (also `sqlite://PATH`, and Kamailio's `sqlite:////abs/path`), `mysql:`, `mariadb:`, `postgres:` and
 * `postgresql:` URLs. Unlike Kamailio's own, user and password are percent-decoded. Throws {@link SqlStoreError} `bad-url`.
 */
export const parseDatabaseUrl = (text: string): DatabaseUrl => {
  const scheme = /^([a-z]+):/i.exec(text)?.[1]?.toLowerCase() ?? ""
  const dialect = SCHEMES[scheme]
  if (dialect === undefined) throw refuse("has no scheme that is known here")
  if (dialect === "sqlite") {
    const filename = text
      .slice(scheme.length + 1)
      .replace(/^\/\//, "")
      .replace(/^\/+/, "/")
    if (filename === "") throw refuse("names no file")
    return { dialect, filename }
  }
  let url: URL
  let user: string
  let password: string
  let database: string
  try {
    url = new URL(text)
    user = decodeURIComponent(url.username)
    password = decodeURIComponent(url.password)
    database = decodeURIComponent(url.pathname.replace(/^\//, ""))
  } catch {
    throw refuse("cannot be read")
  }
  if (database === "") throw refuse("names no database")
  return {
    dialect,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? undefined : Number(url.port),
    user,
    password,
    database,
    options: url.searchParams,
  }
}
