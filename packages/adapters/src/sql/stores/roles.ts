import type { Acl, Role, Roles } from "@sipwright/core"
import { byteOrder } from "../byte-order.ts"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import { optionalText, textOf } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

const roleOf = (row: Row): Role => ({
  name: textOf(row["name"]),
  parent: optionalText(row["parent"]),
  allows: JSON.parse(textOf(row["allows"])) as Acl,
})

export const makeRoles = ({ databases: { own }, tables }: StoreDeps): Roles["Service"] => {
  const list = `SELECT name, parent, allows FROM ${tables.role} ORDER BY ${byteOrder(own.dialect, "name")}`
  const held = `SELECT role FROM ${tables.roleHolder} WHERE kind = ? AND name = ?`
  return {
    list: () => query(async () => (await own.all(list)).map(roleOf)),
    roleOf: ({ kind, name }) => query(async () => optionalText((await own.all(held, [kind, name]))[0]?.["role"])),
  }
}
