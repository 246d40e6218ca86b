import type { DomainName, Space, Spaces } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import { optionalText, textOf } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

const spaceOf = (row: Row): Space => ({
  domain: textOf(row["domain"]) as DomainName,
  name: textOf(row["name"]),
  host: textOf(row["host"]),
  super: Number(row["super"]) === 1,
  realm: optionalText(row["realm"]),
  maxAccounts: Number(row["max_accounts"]),
  expires: row["expires"] === null ? undefined : Number(row["expires"]),
  created: Number(row["created_at"]),
  updated: Number(row["updated_at"]),
})

export const makeSpaces = ({ databases: { own }, tables }: StoreDeps): Spaces["Service"] => {
  const columns = `SELECT domain, name, host, super, realm, max_accounts, expires, created_at, updated_at FROM ${tables.space}`
  const find = `${columns} WHERE domain = ?`
  const list = `${columns} ORDER BY ${byteOrder(own.dialect, "domain")}`
  // The one of that host first, and any other after it.
  const ofHost = `${columns} ORDER BY CASE WHEN host = ? THEN 0 ELSE 1 END LIMIT 1`
  return {
    find: (domain) => query(async () => (await own.all(find, [domain])).map(spaceOf).at(0)),
    ofHost: (host) =>
      query(async () => {
        const found = (await own.all(ofHost, [host])).map(spaceOf).at(0)
        if (found === undefined) return "none"
        return found.host === host ? found : "unknown"
      }),
    list: () => query(async () => (await own.all(list)).map(spaceOf)),
  }
}
