import { type AccessLevel, DirectoryUnavailable, type Operator, type ReadableDirectory } from "@sipwright/core"
import type { Scope } from "effect"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Semaphore from "effect/Semaphore"
import { makeAuthenticate } from "./authenticate.ts"
import { LdapFailure } from "./failure.ts"
import { highestAccess } from "./groups.ts"
import type { LdapOptions } from "./options.ts"
import { type LdapPlan, planOf } from "./plan.ts"
import { makeRemembered } from "./remembered.ts"
import { makeSearchConnection, type SearchConnection } from "./search-connection.ts"
import { readEntry } from "./searches.ts"
import { makeServers, type Servers } from "./servers.ts"
import { findUser, isName, type LdapUser } from "./users.ts"

/** Calls that are under way at once; the others wait for their turn. A server limits what it takes on one connection, too. */
const AT_ONCE = 64

/** The longest password that is sent to a server, in characters. */
const LONGEST_PASSWORD = 1024

// The message of an error that was not foreseen could hold anything.
const causeOf = (error: unknown): LdapFailure =>
  error instanceof LdapFailure
    ? error
    : new LdapFailure("unfit", `the LDAP client failed (${error instanceof Error ? error.name : typeof error})`)

/** Turns work with servers into effects: so many at once, and in bounded time. */
const makeAsk = ({ name: directory, connection: { timeout } }: LdapPlan) => {
  const places = Semaphore.makeUnsafe(AT_ONCE)
  const failed = (cause: LdapFailure) => new DirectoryUnavailable({ directory, cause })
  const late = () => Effect.fail(failed(new LdapFailure("late", "no answer in time", "ETIMEDOUT")))

  return <A>(work: () => Promise<A>): Effect.Effect<A, DirectoryUnavailable> =>
    Effect.tryPromise({ try: work, catch: (error) => failed(causeOf(error)) }).pipe(
      Semaphore.withPermits(places, 1),
      Effect.timeoutOrElse({ duration: 2 * timeout, orElse: late }),
    )
}

/** Writes one line to the log when the directory goes, and one when it comes back. */
const makeWatch = ({ name }: LdapPlan) => {
  let isDown = false
  const wentDown = ({ cause }: DirectoryUnavailable) => {
    const wasDown = isDown
    isDown = true
    const reason = cause instanceof LdapFailure ? cause.message : "unknown"
    return wasDown ? Effect.void : Effect.logWarning(`The operator directory ${name} cannot be used: ${reason}.`)
  }
  const cameBack = Effect.suspend(() => {
    const wasDown = isDown
    isDown = false
    return wasDown ? Effect.logInfo(`The operator directory ${name} can be used again.`) : Effect.void
  })
  return <A>(asked: Effect.Effect<A, DirectoryUnavailable>): Effect.Effect<A, DirectoryUnavailable> =>
    asked.pipe(
      Effect.tapError(wentDown),
      Effect.tap(() => cameBack),
    )
}

const makeDirectory = (plan: LdapPlan, servers: Servers, searcher: SearchConnection): ReadableDirectory => {
  const { name: directory, users, groups } = plan
  const askOnly = makeAsk(plan)
  const watch = makeWatch(plan)
  const ask = <A>(work: () => Promise<A>) => watch(askOnly(work))
  const authenticate = makeAuthenticate(plan, servers, searcher)
  const found = makeRemembered<Operator | undefined>(plan.cache)
  const levels = makeRemembered<AccessLevel | undefined>(plan.cache)

  const operatorOf = ({ name, fullName, email }: LdapUser): Operator => ({ name, fullName, email, directory })

  const refused = (name: string, why: string) =>
    Effect.as(Effect.logDebug("an LDAP user was refused").pipe(Effect.annotateLogs({ operator: name, why })), undefined)

  const accessBy =
    (known: NonNullable<LdapPlan["groups"]>): NonNullable<ReadableDirectory["groupAccess"]> =>
    (name) =>
      isName(name)
        ? levels.get(
            name,
            ask(async () => {
              const user = await findUser(searcher, users, name)
              return user && highestAccess(searcher, known.lookup, known.access, user)
            }),
          )
        : Effect.undefined

  return {
    name: directory,
    find: (name) =>
      isName(name)
        ? found.get(
            name,
            Effect.map(
              ask(() => findUser(searcher, users, name)),
              (user) => user && operatorOf(user),
            ),
          )
        : Effect.undefined,
    authenticate: Effect.fnUntraced(function* (name: string, secret: Redacted.Redacted<string>) {
      const password = Redacted.value(secret)
      // A bind with a name and no password succeeds as nobody (RFC 4513, 5.1.2).
      if (password === "" || password.length > LONGEST_PASSWORD || password.includes("\0") || !isName(name)) {
        return undefined
      }
      const { user, refused: why } = yield* ask(() => authenticate(name, password))
      if (user === undefined) return yield* refused(name, why)
      found.forget(user.name)
      levels.forget(user.name)
      return operatorOf(user)
    }),
    ...(groups === undefined ? {} : { groupAccess: accessBy(groups) }),
    check: () =>
      askOnly(async () => {
        for (const base of plan.bases) {
          if ((await readEntry(searcher, base, ["1.1"])) !== undefined) continue
          const who = plan.service === undefined ? "anonymous searches" : "the service account"
          throw new LdapFailure("unfit", `there is no entry ${base} that ${who} may see`)
        }
      }),
  }
}

/**
 * Operators that an LDAP server knows (RFC 4511), to be read only. Nothing is connected before the first call. What fails is
 * DirectoryUnavailable, with an LdapFailure as its cause; a password that is wrong or empty, and a name that fits no entry or several, is
 * `undefined`. Throws LdapOptionsError at once where the options cannot be.
 */
export const ldapDirectory = (options: LdapOptions): Effect.Effect<ReadableDirectory, never, Scope.Scope> => {
  const plan = planOf(options)
  return Effect.gen(function* () {
    const servers = makeServers(plan.servers, plan.connection)
    const searcher = yield* Effect.acquireRelease(
      Effect.sync(() => makeSearchConnection(servers, plan.service)),
      (connection) => Effect.sync(() => connection.close()),
    )
    return makeDirectory(plan, servers, searcher)
  })
}
