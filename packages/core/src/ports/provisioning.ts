import type { Effect } from "effect"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type { AuditRecord } from "../model/audit.ts"
import type { ChangeSet, CommitOutcome, Guard } from "../model/change.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** A guard of the change set did not hold, so nothing was changed. */
export class GuardFailed extends Data.TaggedError("GuardFailed")<{
  readonly guard: Guard
  /** What it was about: an address, a number, a name. Never a secret. */
  readonly subject: string
}> {
  override get message() {
    return `The condition ${this.guard} does not hold for ${this.subject}.`
  }
}

/** The only way to write provisioning data. */
export class Provisioning extends Context.Service<
  Provisioning,
  {
    /**
     * Makes all changes or none. Of concurrent change sets that cannot both hold, exactly one succeeds and the others
     * fail with the guard. The audit record is written with the changes. Deadlocks and serialization failures are
     * tried again inside, a bounded number of times.
     */
    readonly commit: (
      changes: ChangeSet,
      record: AuditRecord,
    ) => Effect.Effect<CommitOutcome, GuardFailed | StoreUnavailable>
    /** Does in advance what a commit of these very changes needs no store for, such as encrypting. */
    readonly prepare?: (changes: ChangeSet) => void
  }
>()("@sipwright/core/Provisioning") {}
