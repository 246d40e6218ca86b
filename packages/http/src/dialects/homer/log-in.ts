import { decodePasswordInput, logInByPassword, Unauthorized } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { SentCredentials } from "../../password-body.ts"
import type { Person } from "./person.ts"

/** Checks a name and password that come from this host, and answers the login and who it is. */
export const logIn = Effect.fnUntraced(function* (sent: SentCredentials, host: string | undefined) {
  const credential = yield* decodePasswordInput(sent)
  const login = yield* logInByPassword({ ...credential, host })
  const { operator, principal, lastVisit } = login
  if (operator === undefined) return yield* new Unauthorized()
  const person: Person = { ...operator, level: principal.level }
  return { login, person, lastVisit }
})

/** What the audit trail calls logins and logouts, whatever dialect they come by. */
export const LOGIN = "sessions.login"
export const LOGOUT = "sessions.logout"
