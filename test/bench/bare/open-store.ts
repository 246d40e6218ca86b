import { bareMariaDb } from "./mariadb.ts"
import { barePostgres } from "./postgres.ts"
import { bareSqlite } from "./sqlite.ts"
import type { BareStore } from "./store.ts"

/** The store of a URL as the product's settings spell it. */
export const openBareStore = (url: string): BareStore => {
  if (url.startsWith("sqlite:")) return bareSqlite(url.slice("sqlite:".length))
  return url.startsWith("mysql:") ? bareMariaDb(url) : barePostgres(url)
}
