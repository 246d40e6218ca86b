import { type Reader, Refused } from "./refused.ts"

/** Where tables are. The text may hold a password, so it is kept out of every message. */
export type DatabaseUrl =
  | { readonly kind: "memory" }
  | { readonly kind: "sqlite"; readonly url: string; readonly path: string }
  | { readonly kind: "mysql" | "postgres"; readonly url: string }

const KINDS: Readonly<Record<string, "mysql" | "postgres">> = {
  mysql: "mysql",
  mariadb: "mysql",
  postgres: "postgres",
  postgresql: "postgres",
}

const NO_URL = "is not a database URL: memory:, sqlite:PATH, mysql://USER:PASSWORD@HOST/DATABASE or postgres://…"

/** `memory:`, `sqlite:PATH` (Kamailio's `sqlite:////path` too), `mysql://…`, `postgres://…`. */
export const databaseUrl: Reader<DatabaseUrl> = (text) => {
  const match = /^([a-z]+):(.*)$/s.exec(text)
  const [, scheme = "", rest = ""] = match ?? []
  if (scheme === "memory") return rest === "" ? { kind: "memory" } : new Refused(NO_URL)
  if (scheme === "sqlite") {
    const path = rest.replace(/^\/\//, "").replace(/^\/+/, "/")
    return path === "" || path.startsWith(":") || path.includes("\0")
      ? new Refused("names no SQLite file: write sqlite:PATH")
      : { kind: "sqlite", url: `sqlite:${path}`, path }
  }
  const kind = Object.hasOwn(KINDS, scheme) ? KINDS[scheme] : undefined
  if (kind === undefined || !URL.canParse(text)) return new Refused(NO_URL)
  return new URL(text).pathname.length < 2 ? new Refused("names no database") : { kind, url: text }
}
