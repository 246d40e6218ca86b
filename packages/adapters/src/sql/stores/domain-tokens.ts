import type { DomainName, DomainToken, DomainTokens } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import type { StoreDeps } from "../store-deps.ts"

const tokenOf = (row: Row): DomainToken => ({
  id: row["id"] as string,
  domain: row["domain"] as DomainName,
  role: row["role"] as string,
  expires: row["expires"] as number,
  createdBy: row["created_by"] as string,
  created: row["created_at"] as number,
  enabled: row["enabled"] === 1,
})

export const makeDomainTokens = ({ databases: { own }, tables }: StoreDeps): DomainTokens["Service"] => {
  const columns = `SELECT id, domain, role, expires, created_by, created_at, enabled FROM ${tables.domainToken}`
  const find = `${columns} WHERE id = ?`
  const list = `${columns} WHERE domain = ? ORDER BY created_at, ${byteOrder(own.dialect, "id")}`
  return {
    find: (id) => query(async () => (await own.all(find, [id])).map(tokenOf).at(0)),
    list: (domain) => query(async () => (await own.all(list, [domain])).map(tokenOf)),
  }
}
