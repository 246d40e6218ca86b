import {
  type Acl,
  createSession,
  decodePasswordInput,
  generateUuid,
  logInByPassword,
  type Ports,
  type Principal,
  roleOf,
  SecureRandom,
  signJwt,
  splitAddress,
  withRole,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { SentCredentials } from "../../password-body.ts"
import { type Answer, plain } from "./answer.ts"
import type { WebitelOptions } from "./options.ts"
import { roleNumber } from "./role-number.ts"

/** What the CDR service reads of a token. */
const OF_CDR = ["cdr", "cdr/files", "cdr/media"] as const

const forCdr = (acl: Acl): Acl =>
  Object.fromEntries(OF_CDR.flatMap((resource) => (acl[resource] === undefined ? [] : [[resource, acl[resource]]])))

/** The domain that somebody belongs to: accounts and tokens have one, operators none. */
export const domainOf = ({ scope }: Principal): string | undefined => {
  switch (scope.kind) {
    case "all":
      return undefined
    case "domain":
      return scope.domain
    case "account":
      return splitAddress(scope.address).domain
  }
}

export const cdrOf = ({ cdrHost = "" }: WebitelOptions) => ({ host: cdrHost, useProxy: "true" })

const open = Effect.fnUntraced(function* (sent: SentCredentials, host: string | undefined, options: WebitelOptions) {
  const credential = yield* decodePasswordInput(sent)
  const tellUnknown = options.hideUnknown !== true
  const login = yield* logInByPassword({ ...credential, host, accounts: true, tellUnknown })
  const principal = yield* withRole(login.principal)
  const role = roleOf(principal)
  const random = yield* SecureRandom
  const { session, secrets } = yield* createSession(login, "pair", "sessions.login", (ends) =>
    Effect.map(signJwt({ exp: ends, acl: forCdr(role.acl) }), (token) => ({ name: generateUuid(random), key: token })),
  )
  return { principal, role, key: secrets.name, token: secrets.key, expires: session.ends }
})

/** POST /login. */
export const logIn = (
  sent: SentCredentials,
  host: string | undefined,
  options: WebitelOptions,
): Effect.Effect<Answer, unknown, Ports> =>
  Effect.map(open(sent, host, options), ({ principal, role, key, token, expires }) => {
    const domain = domainOf(principal)
    return plain({
      key,
      ...(domain === undefined ? {} : { domain }),
      username: principal.name,
      expires,
      token,
      role: roleNumber(role.name),
      roleName: role.name,
      acl: role.acl,
      cdr: cdrOf(options),
    })
  })
