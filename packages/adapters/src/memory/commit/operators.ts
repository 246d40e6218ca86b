import type { AccessLevel } from "@sipwright/core"
import { subjectKey } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"
import { endSessions } from "./end-sessions.ts"
import type { Handlers } from "./handlers.ts"
import { require } from "./require.ts"

const SUPER: AccessLevel = 4

/** Only what takes the last super away is refused: without one from the start, levels can still be given. */
const requireSuperLeft = (tables: MemoryTables, name: string): void => {
  if (tables.authorizations.get(name)?.access !== SUPER) return
  const others = [...tables.authorizations.after(undefined)].filter((row) => row.name !== name)
  require(others.some((row) => row.access === SUPER), "super-left", name)
}

export const operators: Handlers<"AddOperator" | "ChangeOperator" | "RemoveOperator" | "Authorize" | "Deauthorize"> = {
  AddOperator: (tables, { operator }) => {
    require(!tables.operators.has(operator.name), "operator-free", operator.name)
    tables.operators.put(operator.name, { ...operator })
  },
  ChangeOperator: (tables, { name, set }) => {
    const row = tables.operators.get(name)
    require(row !== undefined, "operator-present", name)
    if (row !== undefined) tables.operators.put(name, { ...row, ...set })
  },
  RemoveOperator: (tables, { name }) => {
    require(tables.operators.has(name), "operator-present", name)
    requireSuperLeft(tables, name)
    tables.operators.delete(name)
    tables.authorizations.delete(name)
    tables.roleHolders.delete(subjectKey({ kind: "operator", name }))
    endSessions(tables, { kind: "operator", name })
  },
  Authorize: (tables, { name, access }) => {
    if (access !== SUPER) requireSuperLeft(tables, name)
    tables.authorizations.put(name, { name, access })
  },
  Deauthorize: (tables, { name }) => {
    require(tables.authorizations.has(name), "authorization-present", name)
    requireSuperLeft(tables, name)
    tables.authorizations.delete(name)
    endSessions(tables, { kind: "operator", name })
  },
}
