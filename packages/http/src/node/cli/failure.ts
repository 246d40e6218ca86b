import { EXIT, type ExitCode } from "./exit-code.ts"

/** What to say of an error, and how to end. */
export interface Failure {
  readonly code: ExitCode
  readonly sentence: string
}

// By name rather than by class: most commands that fail never load what declares the classes.
interface Known {
  readonly _tag?: unknown
  readonly name?: unknown
  readonly message?: unknown
  readonly cause?: unknown
  readonly code?: unknown
  readonly syscall?: unknown
  readonly reason?: unknown
  readonly failure?: unknown
}

/** What Node says of a system call that failed. */
interface SystemFailure {
  readonly code: string
  readonly syscall: string
  readonly path?: string
  readonly address?: string
  readonly port?: number
}

const isSystemFailure = (error: Known): error is Known & SystemFailure =>
  typeof error.syscall === "string" && typeof error.code === "string"

const USAGE = new Set<unknown>(["bad-url", "bad-key", "bad-setting"])

/** A driver's code, such as ECONNREFUSED, is worth more than any sentence to whoever has to mend it, and never a secret. */
const driverCode = (error: Known | undefined, depth = 0): string | undefined => {
  if (typeof error !== "object" || error === null || depth > 4) return undefined
  return typeof error.code === "string" && /^[A-Z0-9_]{2,40}$/.test(error.code)
    ? error.code
    : driverCode(error.cause as Known | undefined, depth + 1)
}

const withDetails = (sentence: string, error: Known): Failure => {
  const details = [error.failure, driverCode(error)].filter((detail) => typeof detail === "string")
  return { code: EXIT.failed, sentence: details.length === 0 ? sentence : `${sentence} (${details.join(", ")})` }
}

const ofSystem = (error: SystemFailure): Failure => {
  if (error.code === "EADDRINUSE") {
    return {
      code: EXIT.failed,
      sentence: `Port ${error.port} of ${error.address} is in use: stop what listens there, or set SIPWRIGHT_PORT.`,
    }
  }
  if (error.syscall === "listen" || error.syscall === "getaddrinfo") {
    return {
      code: EXIT.failed,
      sentence: `The server cannot listen as SIPWRIGHT_HOST and SIPWRIGHT_PORT say (${error.code}).`,
    }
  }
  const where = error.path === undefined ? "" : ` on ${error.path}`
  return { code: EXIT.failed, sentence: `The system refused ${error.syscall}${where} (${error.code}).` }
}

/** An error as a sentence without a stack, and without anything that it may carry besides its own message. */
export const failureOf = (thrown: unknown): Failure => {
  const error: Known = typeof thrown === "object" && thrown !== null ? thrown : {}
  const sentence = String(error.message)
  switch (error._tag ?? error.name) {
    case "SettingsError":
    case "UsageError":
      return { code: EXIT.usage, sentence }
    case "StartRefused":
      return { code: EXIT.refused, sentence }
    case "SqlStoreError":
      return { code: USAGE.has(error.reason) ? EXIT.usage : EXIT.failed, sentence }
    case "StoreUnavailable":
    case "DirectoryUnavailable":
      return withDetails(sentence, error)
    case "SqlError":
      return withDetails("The database could not be reached or refused the work.", error)
  }
  if (typeof error._tag === "string") return { code: EXIT.refused, sentence }
  if (isSystemFailure(error)) return ofSystem(error)
  const kind = typeof error.name === "string" ? error.name : typeof thrown
  const detail = driverCode(error)
  return {
    code: EXIT.failed,
    sentence: `Something went wrong that should not (${detail === undefined ? kind : `${kind}, ${detail}`}).`,
  }
}
