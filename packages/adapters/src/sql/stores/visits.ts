import type { Visits } from "@sipwright/core"
import { query } from "../effects.ts"
import { upsert } from "../statements/insert.ts"
import type { StoreDeps } from "../store-deps.ts"

export const makeVisits = ({ databases: { own }, tables }: StoreDeps): Visits["Service"] => {
  const find = `SELECT visited_at FROM ${tables.visit} WHERE operator = ?`
  const record = upsert(own.dialect, tables.visit, "operator", ["operator", "visited_at"])
  return {
    find: (operator) => query(async () => (await own.all(find, [operator]))[0]?.["visited_at"] as number | undefined),
    record: (operator, time) => query(async () => void (await own.run(record, [operator, time]))),
  }
}
