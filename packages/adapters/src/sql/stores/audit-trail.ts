import { type AuditEntry, type AuditQuery, type AuditTrail, globToLike, type Page, pageOf } from "@sipwright/core"
import type { Param, Row } from "../database.ts"
import { query } from "../effects.ts"
import type { StoreDeps } from "../store-deps.ts"
import { auditWriter } from "../statements/audit-writer.ts"
import { textOf } from "../statements/values.ts"

const entryOf = (row: Row): AuditEntry => ({
  id: Number(row["id"]),
  time: Number(row["time"]),
  principal: textOf(row["principal"]),
  operation: textOf(row["operation"]),
  details: JSON.parse(textOf(row["details"])) as unknown,
})

export const makeAuditTrail = ({ databases: { own }, tables }: StoreDeps): AuditTrail["Service"] => {
  const write = auditWriter(tables)

  const list = async (asked: AuditQuery): Promise<Page<AuditEntry>> => {
    const { after, limit, principal, operation, about, since, until } = asked
    const conditions: ReadonlyArray<readonly [condition: string, value: Param | undefined]> = [
      ["id < ?", after === undefined ? undefined : Number(after)],
      ["principal = ?", principal],
      ["lower(operation) LIKE ? ESCAPE '!'", operation && globToLike(operation)],
      ["lower(details) LIKE ? ESCAPE '!'", about && globToLike(about)],
      ["time >= ?", since],
      ["time < ?", until],
    ]
    const given = conditions.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]))
    const where = given.length === 0 ? "" : `WHERE ${given.map(({ condition }) => condition).join(" AND ")}`
    const sql = `SELECT id, time, principal, operation, details FROM ${tables.audit} ${where} ORDER BY id DESC LIMIT ?`
    const rows = await own.all(sql, [...given.map(({ value }) => value), limit + 1])
    return pageOf(rows.map(entryOf), limit, ({ id }) => String(id))
  }

  return { record: (event) => query(() => write(own, event)), list: (asked) => query(() => list(asked)) }
}
