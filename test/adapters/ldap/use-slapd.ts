import { type LdapOptions, ldapDirectory } from "@sipwright/adapters/ldap"
import { DirectoryUnavailable, type Operator, type ReadableDirectory } from "@sipwright/core"
import { Effect, Exit, Logger, Redacted, Scope } from "effect"
import { afterAll, afterEach, beforeAll, inject } from "vitest"
import { READER, SUFFIX } from "../../support/ldap-entries.ts"
import { type Slapd, startSlapd } from "../../support/slapd.ts"

/** There is no OpenLDAP on this machine. */
export const noSlapd = "skip" in inject("slapd")

/** A server for the tests of a file. */
export const useSlapd = (): { readonly slapd: Slapd } => {
  const used: { slapd: Slapd } = { slapd: undefined as never }
  beforeAll(async () => {
    used.slapd = await startSlapd()
  })
  afterAll(() => used.slapd?.stop())
  return used
}

export const READING = { dn: READER.dn, password: Redacted.make(READER.password) }

export interface OpenLdap {
  readonly directory: ReadableDirectory
  readonly close: () => Promise<void>
}

export const openDirectory = async (options: LdapOptions): Promise<OpenLdap> => {
  const scope = await Effect.runPromise(Scope.make())
  const directory = await Effect.runPromise(Scope.provide(ldapDirectory(options), scope))
  return { directory, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

/** A directory as promises. `unavailable` stands for DirectoryUnavailable. */
export interface Asked {
  readonly find: (name: string) => Promise<Operator | "unavailable" | undefined>
  readonly login: (name: string, password: string) => Promise<string | undefined>
  readonly access: (name: string) => Promise<number | "unavailable" | undefined>
  readonly check: () => Promise<"fine" | "unavailable">
  /** What the last `unavailable` was about. */
  readonly why: () => string
}

export const asking = (directory: ReadableDirectory): Asked => {
  let why = ""
  const ask = async <A>(effect: Effect.Effect<A, unknown>): Promise<A | "unavailable"> => {
    const result = await Effect.runPromise(Effect.result(Effect.provide(effect, quiet)))
    if (result._tag === "Success") return result.success
    const { failure } = result
    if (!(failure instanceof DirectoryUnavailable)) throw failure
    why = failure.cause instanceof Error ? failure.cause.message : String(failure.cause)
    return "unavailable"
  }
  return {
    find: (name) => ask(directory.find(name)),
    login: async (name, password) => {
      const answer = await ask(directory.authenticate(name, Redacted.make(password)))
      return typeof answer === "object" ? answer.name : answer
    },
    access: (name) => ask(directory.groupAccess?.(name) ?? Effect.undefined),
    check: async () => (await ask(directory.check?.() ?? Effect.void)) ?? "fine",
    why: () => why,
  }
}

const quiet = Logger.layer([])

/** Opens directories that are closed after the test. */
export const useDirectories = (used: { readonly slapd: Slapd }) => {
  const open: OpenLdap[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ close }) => close()))
  })
  return async (options: Partial<LdapOptions> = {}): Promise<Asked> => {
    const url = options.url ?? used.slapd.url
    const opened = await openDirectory({ baseDn: SUFFIX, service: READING, ...options, url })
    open.push(opened)
    return asking(opened.directory)
  }
}
