import { escapeDnValue } from "./distinguished-name.ts"
import { LdapResult } from "./failure.ts"
import type { LdapPlan } from "./plan.ts"
import type { Searcher } from "./search-connection.ts"
import type { Servers } from "./servers.ts"
import { bindAs, isBoundAs } from "./user-bind.ts"
import { findUser, type LdapUser } from "./users.ts"

/** Whose password it is; or nobody's, with the reason for the log. */
export type Verdict =
  | { readonly user: LdapUser; readonly refused?: never }
  | { readonly user?: never; readonly refused: string }

// Nobody has this name: a failed bind counts against no account. Its password is none that was typed.
const NOBODY = "sipwright-nobody"

export const makeAuthenticate = (plan: LdapPlan, servers: Servers, searcher: Searcher) => {
  const { users } = plan

  /** One bind on a connection of its own, which is gone afterwards: it has the identity of the user. */
  const bindOnce = <A>(
    name: string,
    password: string,
    then: (searchAsUser: Searcher, isBound: (user: LdapUser) => Promise<boolean>) => Promise<A>,
  ): Promise<A | { readonly refused: string }> =>
    servers.attempt(async (connection) => {
      try {
        const refusal = await bindAs(connection, name, password)
        return refusal ?? (await then(connection, (user) => isBoundAs(connection, user)))
      } finally {
        connection.close()
      }
    })

  const searchThenBind = async (username: string, password: string): Promise<Verdict> => {
    const user = await findUser(searcher, users, username)
    if (user === undefined) {
      await bindOnce(`${users.nameAttribute}=${escapeDnValue(NOBODY)},${users.baseDn}`, NOBODY, async () => {})
      return { refused: "no such user" }
    }
    return bindOnce(user.dn, password, async () => ({ user }))
  }

  // The user may be allowed to read what the service account is not, and the other way round.
  const readAsUser = async (asUser: Searcher, username: string): Promise<LdapUser | undefined> => {
    try {
      const user = await findUser(asUser, users, username)
      if (user !== undefined) return user
    } catch (error) {
      if (!(error instanceof LdapResult)) throw error
    }
    return findUser(searcher, users, username)
  }

  const bindThenRead = (bindName: string, username: string, password: string): Promise<Verdict> =>
    bindOnce(bindName, password, async (asUser, isBound): Promise<Verdict> => {
      const user = await readAsUser(asUser, username)
      if (user === undefined) return { refused: "no entry of that name that may be read" }
      if (users.bindName?.kind === "name" && !(await isBound(user))) return { refused: "the entry of somebody else" }
      return { user }
    })

  return async (username: string, password: string): Promise<Verdict> => {
    if (users.bindName === undefined) return searchThenBind(username, password)
    const bindName = users.bindName.fill(username)
    return bindName === undefined ? { refused: "no name" } : bindThenRead(bindName, username, password)
  }
}
