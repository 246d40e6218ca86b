import type { InvalidInput } from "@sipwright/core"
import { type Answer, failed, internalError, invalid, notImplemented } from "./answer.ts"

/** An error of an operation: a stable tag and a sentence. */
export interface TaggedError {
  readonly _tag: string
  readonly message: string
}

type Causes = Readonly<Record<string, (error: TaggedError) => Answer>>

const cause =
  (word: string) =>
  ({ message }: TaggedError): Answer =>
    failed(word, message)

const nonexistant = cause("nonexistant")
const exists = cause("exists")
const inuse = cause("inuse")
const unavailable = cause("unavailable")

/** What each error is called in this protocol. A node may name one otherwise. */
const CAUSES: Causes = {
  Unauthorized: cause("unauthorized"),
  Throttled: cause("throttled"),
  Forbidden: cause("forbidden"),
  AccountNotFound: nonexistant,
  AddressTaken: exists,
  DomainNotLocal: cause("nxdomain"),
  DomainIsLocal: cause("domain"),
  NoDefaultServers: cause("servfail"),
  AccountInUse: inuse,
  NotALocalAccount: cause("domain"),
  AccountChanged: inuse,
  NotRegistered: cause("offline"),
  RegistrationsUnavailable: unavailable,
  PhoneExists: exists,
  PhoneNotFound: nonexistant,
  AliasNotFound: nonexistant,
  NumberAliasExists: exists,
  NumberExists: exists,
  NumberInUse: inuse,
  NumberNotFound: nonexistant,
  NumberPoolEmpty: cause("empty"),
  NumberRangeRejected: cause("rejected"),
  DomainNotFound: nonexistant,
  ServersNotFound: nonexistant,
  OperatorNotFound: nonexistant,
  OperatorExists: exists,
  ApiKeyNotFound: nonexistant,
  RoleNotFound: nonexistant,
  LastSuper: inuse,
  DirectoryReadOnly: ({ message }) => notImplemented(message),
  DirectoryUnavailable: unavailable,
  StoreUnavailable: cause("dbfail"),
}

/** How a node speaks of errors where it differs from the rest. */
export interface Wording {
  /** The wire's names of input fields. */
  readonly fields?: Readonly<Record<string, string>>
  /** What a malformed field is called; `invalid`/`parameters` if nothing is said. */
  readonly malformed?: Readonly<Record<string, (detail: string) => Answer>>
  /** What a missing field is called; `invalid`/`parameters` if nothing is said. */
  readonly missing?: (detail: string) => Answer
  readonly errors?: Causes
}

const isInvalidInput = (error: TaggedError): error is InvalidInput => error._tag === "InvalidInput"

const inputRefused = (error: InvalidInput, wording: Wording): Answer => {
  const detail = error.message.replace(error.field, wording.fields?.[error.field] ?? error.field)
  const say = error.reason === "missing" ? wording.missing : wording.malformed?.[error.field]
  return say?.(detail) ?? invalid("parameters", detail)
}

export const answerOf = (error: TaggedError, wording: Wording): Answer =>
  isInvalidInput(error)
    ? inputRefused(error, wording)
    : ((wording.errors?.[error._tag] ?? CAUSES[error._tag])?.(error) ?? internalError)
