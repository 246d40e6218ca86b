import { Context, type Effect } from "effect"
import type { AuditRecord } from "../model/audit.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Where what happened to credentials is written. Changes are written by {@link Provisioning} itself, with the change. */
export class AuditTrail extends Context.Service<
  AuditTrail,
  {
    readonly record: (event: AuditRecord) => Effect.Effect<void, StoreUnavailable>
  }
>()("@sipwright/core/AuditTrail") {}

/** Called after every audited event with the record that was written, for an embedder's own log or cache. */
export const AuditHook = Context.Reference<(record: AuditRecord) => void>("@sipwright/core/AuditHook", {
  defaultValue: () => () => {},
})
