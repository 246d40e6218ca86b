import type { AccessLevel, ApiKey, ApiKeys, SipAddress } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import { lookUpTogether } from "../statements/look-up-together.ts"
import { optionalText } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

const optionalTime = (value: unknown): number | undefined => (value === null ? undefined : (value as number))

const keyOf = (row: Row): ApiKey => {
  const jwk = optionalText(row["public_key"])
  return {
    id: row["id"] as string,
    proof: jwk === undefined ? { kind: "secret", hash: row["secret_hash"] as string } : { kind: "public-key", jwk },
    account: optionalText(row["account"]) as SipAddress | undefined,
    host: row["host"] as string,
    access: row["access"] as AccessLevel,
    label: row["label"] as string,
    created: row["created_at"] as number,
    expires: optionalTime(row["expires"]),
    idle: optionalTime(row["idle"]),
    lastUsed: optionalTime(row["last_used"]),
  }
}

export const makeApiKeys = ({ databases: { own }, tables }: StoreDeps): ApiKeys["Service"] => {
  const kept = `id, secret_hash, public_key, account, host, access, label, created_at, expires, idle, last_used
    FROM ${tables.apiKey}`
  const columns = `SELECT ${kept}`
  const find = `${columns} WHERE id = ?`
  const findBySecret = lookUpTogether(own, (first) => `SELECT ${first}${kept} WHERE secret_hash = ?`)
  const list = `${columns} WHERE account IS NULL ORDER BY created_at, ${byteOrder(own.dialect, "id")}`
  const touch = `UPDATE ${tables.apiKey} SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)`
  return {
    find: (id) => query(async () => (await own.all(find, [id])).map(keyOf).at(0)),
    findBySecret: (hash) =>
      query(async () => {
        const row = await findBySecret([hash])
        return row && keyOf(row)
      }),
    list: () => query(async () => (await own.all(list)).map(keyOf)),
    touch: (id, lastUsed) => query(async () => void (await own.run(touch, [lastUsed, id, lastUsed]))),
  }
}
