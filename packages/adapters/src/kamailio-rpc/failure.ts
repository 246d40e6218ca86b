import * as Data from "effect/Data"

/**
 * - `unreachable`: no connection, or it broke
 * - `timeout`: no whole answer in time
 * - `not-json-rpc`: what answered is not Kamailio's jsonrpcs, or asks for another password
 * - `too-large`: the answer was cut off
 * - `refused`: Kamailio answered an error
 */
export type KamailioRpcFailureReason = "unreachable" | "timeout" | "not-json-rpc" | "too-large" | "refused"

/** Why one Kamailio did not do what it was told. Names it without the user and the password of its URL. */
export class KamailioRpcFailure extends Data.TaggedError("KamailioRpcFailure")<{
  readonly reason: KamailioRpcFailureReason
  /** Scheme, host and port. */
  readonly server: string
  /** What it did: a sentence without its subject, which is the server. */
  readonly sentence: string
  /** Kamailio's error, where it answered one. */
  readonly refusal?: { readonly code: number; readonly text: string }
  readonly cause?: unknown
}> {
  override get message() {
    return `${this.server} ${this.sentence}.`
  }
}
