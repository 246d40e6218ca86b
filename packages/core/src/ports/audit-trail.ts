import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { AuditRecord } from "../model/audit.ts"
import type { Glob } from "../values/glob.ts"
import type { Page, PageRequest } from "../values/page.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Which records are asked for; what is undefined does not matter. */
export interface AuditQuery extends PageRequest {
  /** Exactly this name. */
  readonly principal: string | undefined
  readonly operation: Glob | undefined
  /** Against the details as JSON text; wrap it in stars to find it anywhere. */
  readonly about: Glob | undefined
  /** From this moment on, Unix time in milliseconds. */
  readonly since: number | undefined
  /** Before this moment. */
  readonly until: number | undefined
}

/** A record as it stands in the trail. */
export interface AuditEntry extends AuditRecord {
  /** Larger than that of every earlier record. */
  readonly id: number
}

/**
 * Where what happened to credentials is written. Changes are written by {@link Provisioning} itself, with the change. It only grows: no port changes or removes
 * a record.
 */
export class AuditTrail extends Context.Service<
  AuditTrail,
  {
    readonly record: (event: AuditRecord) => Effect.Effect<void, StoreUnavailable>
    /** Newest first; the cursor is the id of a record. */
    readonly list: (query: AuditQuery) => Effect.Effect<Page<AuditEntry>, StoreUnavailable>
  }
>()("@sipwright/core/AuditTrail") {}

/** Called after every audited event with the record that was written, for an embedder's own log or cache. */
export const AuditHook = Context.Reference<(record: AuditRecord) => void>("@sipwright/core/AuditHook", {
  defaultValue: () => () => {},
})
