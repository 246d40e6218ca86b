import type { Change, CommitOutcome } from "@sipwright/core"
import type { MemoryTables } from "../tables/tables.ts"

export type ChangeOf<Tag extends Change["_tag"]> = Extract<Change, { readonly _tag: Tag }>

/** Checks the guards of a change against the tables as they are now, then makes it. Throws where a guard fails. */
type Handler<Tag extends Change["_tag"]> = (
  tables: MemoryTables,
  change: ChangeOf<Tag>,
  /** Of the audit record, Unix time in milliseconds. */
  time: number,
) => CommitOutcome | void

export type Handlers<Tag extends Change["_tag"]> = { readonly [T in Tag]: Handler<T> }
