import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { redactChanges } from "../model/audit.ts"
import type { ChangeSet, CommitOutcome } from "../model/change.ts"
import { AuditHook, AuditTrail } from "../ports/audit-trail.ts"
import type { Actor } from "../ports/operator-directory.ts"
import { type GuardFailed, Provisioning } from "../ports/provisioning.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import type { Caller } from "./operation.ts"

export const actorOf = ({ principal, operation }: Caller): Actor => ({ principal: principal.name, operation })

/** Commits changes with their audit record. */
export const commit = (
  changes: ChangeSet,
  { principal, operation }: Actor,
): Effect.Effect<CommitOutcome, GuardFailed | StoreUnavailable, Provisioning> =>
  Effect.flatMap(Clock.currentTimeMillis, (time) => {
    const record = { time, principal, operation, details: redactChanges(changes) }
    return Effect.flatMap(
      Provisioning.use((provisioning) => provisioning.commit(changes, record)),
      (outcome) =>
        Effect.map(AuditHook, (hook) => {
          hook(record)
          return outcome
        }),
    )
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
