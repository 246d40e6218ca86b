import { StoreUnavailable, type StoreFailure } from "@sipwright/core"

/** The one error of this adapter's database layer: what the driver threw, put into a closed set. */
export class SqlError extends Error {
  readonly failure: StoreFailure
  readonly outcome: StoreUnavailable["outcome"]
  /** The name of the constraint of a unique violation, where the driver tells. */
  readonly constraint: string | undefined

  constructor(
    failure: StoreFailure,
    options: { readonly cause: unknown; readonly outcome?: StoreUnavailable["outcome"]; readonly constraint?: string },
  ) {
    super(`database: ${failure}`, { cause: options.cause })
    this.name = "SqlError"
    this.failure = failure
    this.outcome = options.outcome ?? "unchanged"
    this.constraint = options.constraint
  }
}
