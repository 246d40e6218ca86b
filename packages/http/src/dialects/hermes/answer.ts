/** The words of `response`. */
type ResponseWord = "ok" | "pong" | "invalid" | "failed" | "error" | "notimplemented"

/** An answer of the protocol, before it becomes JSON. */
export interface Answer {
  readonly response: ResponseWord
  readonly cause?: string
  readonly detail?: string
  readonly [field: string]: unknown
}

export const ok = (fields: Readonly<Record<string, unknown>> = {}): Answer => ({ ...fields, response: "ok" })

export const failed = (cause: string, detail?: string): Answer => refusal("failed", cause, detail)

export const invalid = (cause: string, detail?: string): Answer => refusal("invalid", cause, detail)

const refusal = (response: ResponseWord, cause: string, detail: string | undefined): Answer =>
  detail === undefined ? { response, cause } : { response, cause, detail }

/** Something broke that is no answer of any operation. What, is for the log only. */
export const internalError: Answer = { response: "error", detail: "An internal error occurred." }

export const notImplemented = (detail: string): Answer => ({ response: "notimplemented", detail })

const STATUS_OF_CAUSE: Readonly<Record<string, number>> = {
  unauthorized: 401,
  forbidden: 403,
  nonexistant: 404,
  offline: 404,
  empty: 404,
  exists: 409,
  inuse: 409,
  rejected: 422,
  nxdomain: 422,
  servfail: 422,
  throttled: 429,
  dbfail: 503,
  unavailable: 503,
}

/** The HTTP status of an answer, for clients that ask for one; the original always answered 200. */
export const statusOf = ({ response, cause = "" }: Answer): number => {
  switch (response) {
    case "ok":
    case "pong":
      return 200
    case "error":
      return 500
    case "notimplemented":
      return 501
    case "invalid":
      return 400
    case "failed":
      return STATUS_OF_CAUSE[cause] ?? 400
  }
}
