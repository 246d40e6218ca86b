import { type ConnectionSettings, type LdapConnection, openConnection } from "./connection.ts"
import { LdapFailure } from "./failure.ts"
import type { LdapServer } from "./server-url.ts"

/** Several servers with the same content. */
export interface Servers {
  /**
   * Connects to the server that was good last, and to the others in their order where that fails, and works with the connection, which is
   * closed if the work fails. Only a server that cannot be used now is left for the next one; a result is everybody's answer. Rejects with
   * LdapFailure.
   */
  readonly attempt: <A>(work: (connection: LdapConnection) => Promise<A>) => Promise<A>
}

const NEXT_ONE = new Set<unknown>(["unreachable", "lost", "late", "busy"])

const isForTheNext = (error: unknown): error is LdapFailure =>
  error instanceof LdapFailure && NEXT_ONE.has(error.reason)

/** All of them in one sentence, with the code of the first. */
const allFailed = (failures: ReadonlyArray<LdapFailure>): LdapFailure => {
  const [first] = failures
  if (first !== undefined && failures.length === 1) return first
  return new LdapFailure("unreachable", failures.map(({ message }) => message).join("; "), first?.code)
}

export const makeServers = (servers: ReadonlyArray<LdapServer>, settings: ConnectionSettings): Servers => {
  let good = 0

  const inOrder = () => [...servers.keys()].map((step) => (good + step) % servers.length)

  const attemptOne = async <A>(server: LdapServer, work: (connection: LdapConnection) => Promise<A>): Promise<A> => {
    const connection = await openConnection(server, settings)
    try {
      return await work(connection)
    } catch (error) {
      connection.close()
      throw error
    }
  }

  return {
    attempt: async (work) => {
      const failures: LdapFailure[] = []
      for (const index of inOrder()) {
        const server = servers[index]
        if (server === undefined) continue
        try {
          const result = await attemptOne(server, work)
          good = index
          return result
        } catch (error) {
          if (!isForTheNext(error)) throw error
          failures.push(error)
        }
      }
      throw allFailed(failures)
    },
  }
}
