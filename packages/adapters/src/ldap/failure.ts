import { ResultCodeError } from "ldapts"

/**
 * Why the directory cannot be asked. `unreachable`: no connection, or no TLS. `lost`: the connection ended while an answer was due.
 * `late`: no answer in time. `busy`: the server says that it cannot now (results 51 and 52). `result`: any other result that is no
 * answer. `unfit`: it answers, but not with what is needed. `closed`: our side has been closed.
 */
export type LdapFailureReason = "unreachable" | "lost" | "late" | "busy" | "result" | "unfit" | "closed"

/** The cause of a DirectoryUnavailable. Its message is for the log, and holds no password. */
export class LdapFailure extends Error {
  override readonly name = "LdapFailure"
  readonly reason: LdapFailureReason
  /** The system's code (`ECONNREFUSED`) or the LDAP result (`LDAP_49`, RFC 4511 appendix A), where there is one. */
  readonly code: string | undefined

  constructor(reason: LdapFailureReason, sentence: string, code?: string) {
    super(sentence)
    this.reason = reason
    this.code = code
  }
}

/** A server answered with a result other than success (RFC 4511, 4.1.9). */
export class LdapResult extends LdapFailure {
  readonly result: number
  /** What the server says of it, in one line. */
  readonly diagnostic: string

  constructor(during: string, result: number, diagnostic: string) {
    const reason = UNAVAILABLE.has(result) ? "busy" : "result"
    super(reason, `${during}: the server answered ${result}${diagnostic && ` (${diagnostic})`}`, `LDAP_${result}`)
    this.result = result
    this.diagnostic = diagnostic
  }
}

const UNAVAILABLE = new Set([51, 52])

const MOST_OF_A_DIAGNOSTIC = 200

const oneLine = (text: string): string =>
  text
    .replace(/[\0-\x1f\x7f]+/g, " ")
    .trim()
    .slice(0, MOST_OF_A_DIAGNOSTIC)

/** An error of a socket, before anything was asked. */
export const unreachable = (url: string, error: unknown): LdapFailure => {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  const detail = typeof message === "string" && message !== "" ? oneLine(message) : "no connection"
  return new LdapFailure("unreachable", `${url}: ${detail}`, typeof code === "string" ? code : undefined)
}

/** What ldapts threw, as ours. */
export const operationFailure = (during: string, error: unknown): LdapFailure => {
  if (error instanceof LdapFailure) return error
  // ldapts puts the code behind what the server said.
  if (error instanceof ResultCodeError) {
    return new LdapResult(during, error.code, oneLine(error.message.replace(/ ?Code: 0x[0-9a-f]+$/, "")))
  }
  return /timed out/.test(String((error as { readonly message?: unknown }).message))
    ? new LdapFailure("late", `${during}: no answer in time`, "ETIMEDOUT")
    : new LdapFailure("lost", `${during}: the connection ended`, "ECONNRESET")
}
