import {
  DirectoryUnavailable,
  Forbidden,
  InvalidInput,
  OperatorNotFound,
  StoreUnavailable,
  Throttled,
  Unauthorized,
} from "@sipwright/core"

/** Why a call was not done, in the terms that both versions have words for. */
export type Fault =
  | { readonly kind: "unauthorized" }
  | { readonly kind: "throttled"; readonly message: string; readonly retryAfter: number }
  | { readonly kind: "unavailable"; readonly message: string }
  | { readonly kind: "input"; readonly message: string }
  | { readonly kind: "internal" }

/** What an error of an operation is to a caller. Somebody whom no directory knows any more has no session either. */
export const faultOf = (error: unknown): Fault => {
  if (error instanceof Unauthorized || error instanceof Forbidden || error instanceof OperatorNotFound) {
    return { kind: "unauthorized" }
  }
  if (error instanceof Throttled) return { kind: "throttled", message: error.message, retryAfter: error.retryAfter }
  if (error instanceof DirectoryUnavailable || error instanceof StoreUnavailable) {
    return { kind: "unavailable", message: error.message }
  }
  if (error instanceof InvalidInput) return { kind: "input", message: error.message }
  return { kind: "internal" }
}
