import * as Data from "effect/Data"

/** Why a store could not answer. `unknown` is the rest. */
export type StoreFailure = "connection" | "deadlock" | "timeout" | "too-long" | "unique-violation" | "unknown"

/**
 * The store could not answer. `outcome` says what that means for a change: `unchanged`, nothing was written; `unknown`,
 * the answer to the commit was lost, so it is either whole there or not at all, and trying it again is safe.
 */
export class StoreUnavailable extends Data.TaggedError("StoreUnavailable")<{
  readonly failure: StoreFailure
  readonly outcome: "unchanged" | "unknown"
  readonly cause?: unknown
}> {
  override get message() {
    return this.outcome === "unknown"
      ? "The database stopped answering in the middle of a change: outcome unknown. Repeating the call is safe."
      : "The database could not be reached or refused the work. Nothing was changed."
  }
}
