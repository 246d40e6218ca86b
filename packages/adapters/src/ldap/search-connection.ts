import * as Redacted from "effect/Redacted"
import type { Entry, SearchOptions } from "ldapts"
import type { LdapConnection } from "./connection.ts"
import { LdapFailure, LdapResult } from "./failure.ts"
import type { Servers } from "./servers.ts"

/** Searches as the service account, or anonymously. */
export interface Searcher {
  /** Rejects with LdapFailure. */
  readonly search: (base: string, options: SearchOptions) => Promise<ReadonlyArray<Entry>>
}

export interface SearchConnection extends Searcher {
  readonly close: () => void
}

export interface ServiceAccount {
  readonly dn: string
  readonly password: Redacted.Redacted<string>
}

/**
 * How long a refused password of the service account stays refused without asking again, in milliseconds: many calls that repeat it would have
 * the server lock the account.
 */
const REFUSED_FOR = 5000

const RETRIED = new Set<unknown>(["lost", "busy"])

// A server that hangs takes connections all the same. What it answers does not matter.
const answers = async (connection: LdapConnection): Promise<void> => {
  try {
    await connection.search("", { scope: "base", attributes: ["1.1"] })
  } catch (error) {
    if (!(error instanceof LdapResult) || error.reason === "busy") throw error
  }
}

/**
 * The one connection on which is searched, by all calls at once. It is made when it is first needed, and again when it was lost; however many need
 * it then, one is made. Nobody but the service account ever binds on it, as a bind changes who asks for all that is under way (RFC 4511, 4.2.1).
 */
export const makeSearchConnection = (servers: Servers, service: ServiceAccount | undefined): SearchConnection => {
  let current: Promise<LdapConnection> | undefined
  let refused: { readonly failure: LdapFailure; readonly until: number } | undefined
  let closed = false

  const bound = async (connection: LdapConnection): Promise<LdapConnection> => {
    try {
      if (service === undefined) {
        await answers(connection)
        return connection
      }
      await connection.bind(service.dn, Redacted.value(service.password))
    } catch (error) {
      if (!(error instanceof LdapFailure) || error.reason !== "result") throw error
      const failure = new LdapFailure("result", `as the service account, ${error.message}`, error.code)
      refused = { failure, until: performance.now() + REFUSED_FOR }
      throw failure
    }
    return connection
  }

  const make = async (): Promise<LdapConnection> => {
    if (refused !== undefined && performance.now() < refused.until) throw refused.failure
    const connection = await servers.attempt(bound)
    if (!closed) return connection
    connection.close()
    throw new LdapFailure("closed", "the directory has been closed")
  }

  /** Whatever is there already, or under way. */
  const connected = async (): Promise<LdapConnection> => {
    if (closed) throw new LdapFailure("closed", "the directory has been closed")
    const known = current
    if (known !== undefined) {
      const connection = await known
      if (connection.isOpen()) return connection
      if (current === known) current = undefined
    }
    const making = (current ??= make())
    // What failed is not kept: the next call tries again.
    making.catch(() => {
      if (current === making) current = undefined
    })
    return making
  }

  const search: Searcher["search"] = async (base, options) => {
    const connection = await connected()
    try {
      return await connection.search(base, options)
    } catch (error) {
      if (!(error instanceof LdapFailure) || error.reason === "result") throw error
      connection.close()
      // A search changes nothing, so one that had no answer can be repeated: once, on a new connection.
      if (RETRIED.has(error.reason)) return (await connected()).search(base, options)
      throw error
    }
  }

  return {
    search,
    close: () => {
      closed = true
      current?.then(
        (connection) => connection.close(),
        () => {},
      )
    },
  }
}
