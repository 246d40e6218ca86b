import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { redactChanges } from "../model/audit.ts"
import type { ChangeSet } from "../model/change.ts"
import { AuditHook, AuditTrail } from "../ports/audit-trail.ts"
import type { Actor } from "../ports/operator-directory.ts"
import { Provisioning } from "../ports/provisioning.ts"
import type { Caller } from "./operation.ts"

export const actorOf = ({ principal, operation }: Caller): Actor => ({ principal: principal.name, operation })

/** Commits changes with their audit record. */
export const commit = Effect.fnUntraced(function* (changes: ChangeSet, { principal, operation }: Actor) {
  const record = { time: yield* Clock.currentTimeMillis, principal, operation, details: redactChanges(changes) }
  const outcome = yield* Provisioning.use((provisioning) => provisioning.commit(changes, record))
  const hook = yield* AuditHook
  hook(record)
  return outcome
})

/** Writes down what happened to a credential. */
export const auditCredential = Effect.fnUntraced(function* (
  { principal, operation }: Actor,
  details: Readonly<Record<string, string>>,
) {
  const record = { time: yield* Clock.currentTimeMillis, principal, operation, details }
  yield* AuditTrail.use((trail) => trail.record(record))
  const hook = yield* AuditHook
  hook(record)
})
