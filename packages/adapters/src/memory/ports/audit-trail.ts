import { type AuditEntry, type AuditQuery, type AuditTrail, globMatches } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"
import { pageFrom } from "./page-from.ts"

const isAskedFor =
  ({ principal, operation, about, since = 0, until = Number.POSITIVE_INFINITY }: AuditQuery) =>
  (entry: AuditEntry): boolean =>
    (principal === undefined || entry.principal === principal) &&
    (operation === undefined || globMatches(operation, entry.operation)) &&
    (about === undefined || globMatches(about, JSON.stringify(entry.details ?? null))) &&
    entry.time >= since &&
    entry.time < until

function* newestFirst({ audit }: MemoryTables, after: string | undefined): Generator<AuditEntry> {
  const begin = after === undefined ? audit.length : Math.min(Number(after) - 1, audit.length)
  for (let id = begin; id > 0; id--) {
    const record = audit[id - 1]
    if (record !== undefined) yield { id, ...record }
  }
}

export const memoryAuditTrail = (tables: MemoryTables): AuditTrail["Service"] => ({
  record: (event) => Effect.sync(() => void tables.audit.push(event)),
  list: (query) =>
    Effect.sync(() =>
      pageFrom(
        newestFirst(tables, query.after),
        query.limit,
        isAskedFor(query),
        (entry) => entry,
        ({ id }) => String(id),
      ),
    ),
})
