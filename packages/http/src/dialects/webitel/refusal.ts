import {
  AccountNotFound,
  DomainNotFound,
  DomainTokenNotFound,
  Forbidden,
  InvalidInput,
  OperatorNotFound,
  RoleBuiltIn,
  RoleExists,
  RoleInUse,
  RoleNotFound,
} from "@sipwright/core"
import { faultOf } from "../../fault.ts"
import { type Answer, refused } from "./answer.ts"

/** Something that is refused in words of its own. */
export class Refusal {
  readonly answer: Answer
  constructor(status: number, info: string) {
    this.answer = refused(status, info)
  }
}

type Class = new (...args: never) => Error

const NOT_FOUND: ReadonlyArray<Class> = [
  AccountNotFound,
  DomainNotFound,
  DomainTokenNotFound,
  OperatorNotFound,
  RoleNotFound,
]
const BAD_REQUEST: ReadonlyArray<Class> = [InvalidInput, RoleBuiltIn, RoleExists, RoleInUse]

const isOneOf = (error: unknown, classes: ReadonlyArray<Class>): error is Error =>
  classes.some((one) => error instanceof one)

/** What an error of an operation is called here; undefined for what is no answer of any. */
export const refusalOf = (error: unknown): Answer | undefined => {
  if (error instanceof Refusal) return error.answer
  if (error instanceof Forbidden) return refused(403, "Permission denied!")
  if (isOneOf(error, NOT_FOUND)) return refused(404, error.message)
  if (isOneOf(error, BAD_REQUEST)) return refused(400, error.message)
  const fault = faultOf(error)
  switch (fault.kind) {
    case "unauthorized":
      return refused(401, "Invalid credentials")
    case "throttled":
      return { ...refused(429, fault.message), retryAfter: fault.retryAfter }
    case "unavailable":
      return refused(503, fault.message)
    default:
      return undefined
  }
}
