import * as Context from "effect/Context"

/** A call of an operation that came to its end. */
export interface FinishedCall {
  /** The name of the operation, such as `accounts.get`. */
  readonly operation: string
  /** `ok`, the tag of the error such as `AccountNotFound`, or `defect`. */
  readonly outcome: string
  readonly milliseconds: number
}

/** Told what operations do, for metrics of the embedding program. It must not throw. */
export interface Observer {
  /** After every call; of a list, after its first page, and after a later one that failed. */
  readonly call?: (call: FinishedCall) => void
  /** Credentials were not looked at, because too many wrong ones had come before. */
  readonly throttled?: () => void
}

/** Nobody, by default. */
export const Telemetry = Context.Reference<Observer | undefined>("@sipwright/core/Telemetry", {
  defaultValue: () => undefined,
})
