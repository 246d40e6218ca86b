import type { Throttle, Throttles } from "@sipwright/core"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import { insert } from "../statements/insert.ts"
import { bySize, placeholders } from "../statements/chunks.ts"
import { makeSweep } from "../statements/sweep.ts"
import type { StoreDeps } from "../store-deps.ts"

const throttleOf = (row: Row): Throttle => ({
  key: row["subject"] as string,
  count: row["failures"] as number,
  at: row["failed_at"] as number,
  expires: row["expires"] as number,
})

export const makeThrottles = ({ databases: { own }, tables }: StoreDeps): Throttles["Service"] => {
  const find = bySize(
    (keys) =>
      `SELECT subject, failures, failed_at, expires FROM ${tables.throttle}
       WHERE subject IN (${placeholders(keys)})`,
  )
  const isMysql = own.dialect === "mysql"
  const given = (column: string) => (isMysql ? `VALUES(${column})` : `excluded.${column}`)
  const before = (column: string) => `${tables.throttle}.${column}`
  // MySQL assigns from left to right and reads what it has assigned, so the count comes first.
  const count = `${insert(tables.throttle, ["subject", "failures", "failed_at", "expires"])}
    ${isMysql ? "ON DUPLICATE KEY UPDATE" : "ON CONFLICT (subject) DO UPDATE SET"}
      failures = CASE WHEN ${before("expires")} <= ${given("failed_at")} THEN 1 ELSE ${before("failures")} + 1 END,
      failed_at = ${given("failed_at")}, expires = ${given("expires")}`
  const clear = `DELETE FROM ${tables.throttle} WHERE subject = ?`
  const sweep = makeSweep(own, tables.throttle, "subject")
  return {
    find: (keys) =>
      query(async () => (keys.length === 0 ? [] : (await own.all(find(keys.length), keys)).map(throttleOf))),
    count: ({ key, at, expires }) =>
      query(async () => {
        await own.run(count, [key, 1, at, expires])
        await sweep(at)
      }),
    clear: (key) => query(async () => void (await own.run(clear, [key]))),
  }
}
