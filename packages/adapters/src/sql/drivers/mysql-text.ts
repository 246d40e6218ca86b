import type { Param } from "../database.ts"

// Neither a quote nor a backslash, which SQL modes disagree about.
const PLAIN = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/

const literal = (param: Param): string => {
  if (param === null) return "NULL"
  if (typeof param === "number") return String(param)
  return PLAIN.test(param) ? `'${param}'` : `_utf8mb4 X'${Buffer.from(param, "utf8").toString("hex")}'`
}

/**
 * A statement with its values written out. Many are faster so than as parameters, each of which is bound by itself. No value can be taken for SQL,
 * whatever the SQL mode: what is not plain ASCII is written in hexadecimal. `sql` has no `?` but its placeholders.
 */
export const writtenOut = (sql: string, params: ReadonlyArray<Param>): string => {
  let text = ""
  let from = 0
  for (const param of params) {
    const at = sql.indexOf("?", from)
    text += sql.slice(from, at)
    text += literal(param)
    from = at + 1
  }
  return text + sql.slice(from)
}
