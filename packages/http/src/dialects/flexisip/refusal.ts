import {
  AccountBlocked,
  AccountInUse,
  AccountChanged,
  AccountNotFound,
  AddressTaken,
  DomainNotLocal,
  Forbidden,
  InvalidInput,
  IssuerUnavailable,
  JwtOfStranger,
  KamailioUnreachable,
  NoKamailioControl,
  NotALocalAccount,
  PhoneNumberTaken,
  RealmInUse,
  RegistrationsUnavailable,
  SpaceExists,
  SpaceFull,
  SpaceInUse,
  SpaceNotFound,
  TokenNotFound,
  WrongOldPassword,
} from "@sipwright/core"
import { faultOf } from "../../fault.ts"
import { type Answer, BadFields, Refusal, refused } from "./answer.ts"
import { badField } from "./rules.ts"

type Class = new (...args: never) => Error

/** Statuses of errors that are told in their own words. */
const STATUSES: ReadonlyArray<readonly [status: number, classes: ReadonlyArray<Class>]> = [
  [404, [SpaceNotFound, TokenNotFound]],
  [409, [AccountInUse, AccountChanged, SpaceInUse]],
  [503, [IssuerUnavailable, KamailioUnreachable, NoKamailioControl, RegistrationsUnavailable]],
]

/** The field of the protocol that holds each field of an operation's input. */
const FIELDS: Readonly<Record<string, string>> = {
  address: "username",
  displayName: "display_name",
  phoneNumber: "phone",
  dtmfProtocol: "dtmf_protocol",
  oldPassword: "old_password",
  realm: "account_realm",
  maxAccounts: "max_accounts",
  expires: "expire_at",
}

const fieldOf = (path: string): string => {
  const [field = path] = path.split(".", 1)
  return FIELDS[field] ?? field
}

/** The fields that an error of an operation is about; undefined where it is about none. */
const badFieldsOf = (error: unknown): BadFields | undefined => {
  if (error instanceof BadFields) return error
  if (error instanceof InvalidInput)
    return badField(fieldOf(error.field), error.reason === "missing" ? "required" : "invalid")
  if (error instanceof AddressTaken) return badField("username", "taken")
  if (error instanceof PhoneNumberTaken) return badField("phone", "taken")
  if (error instanceof DomainNotLocal) return badField("domain", "exists")
  if (error instanceof WrongOldPassword) return badField("old_password", "old_password")
  if (error instanceof SpaceExists) return badField(error.field, "taken")
  if (error instanceof RealmInUse) return badField("account_realm", "realm_change")
  return undefined
}

const own = (error: unknown): Answer | undefined => {
  if (error instanceof Refusal) return error.answer
  if (error instanceof AccountBlocked) return refused(403, "Account blocked")
  if (error instanceof SpaceFull) return refused(403, "This action is unauthorized.")
  if (error instanceof JwtOfStranger) return refused(403, error.message)
  if (error instanceof Forbidden) return refused(403, "Unauthorized area")
  if (error instanceof AccountNotFound || error instanceof NotALocalAccount) return refused(404, "Account not found")
  const [status] = STATUSES.find(([, classes]) => classes.some((one) => error instanceof one)) ?? []
  return status === undefined ? undefined : refused(status, error instanceof Error ? error.message : "")
}

/** What an error is answered with; undefined for what is nobody's fault but ours. */
export const refusalOf = (error: unknown): Answer | BadFields | undefined => {
  const known = badFieldsOf(error) ?? own(error)
  if (known !== undefined) return known
  const fault = faultOf(error)
  switch (fault.kind) {
    case "unauthorized":
      return refused(401, "Unauthorized")
    case "throttled":
      return refused(429, fault.message, [["Retry-After", String(fault.retryAfter)]])
    case "unavailable":
      return refused(503, fault.message)
    default:
      return undefined
  }
}
