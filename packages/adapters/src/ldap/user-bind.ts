import { SASL_MECHANISMS } from "ldapts"
import type { LdapConnection } from "./connection.ts"
import { dnKey, foldValue } from "./distinguished-name.ts"
import { LdapFailure, LdapResult } from "./failure.ts"
import { textValues } from "./searches.ts"
import type { LdapUser } from "./users.ts"

/**
 * Results of a bind that mean: not with this name and password. 49 is the usual one, also of Active Directory for accounts that are locked or
 * disabled. 19 and 53 stand for the same in 389 Directory Server, 48 for an entry without a password, 32 and 34 for a DN that is none.
 */
const REFUSALS = new Set([19, 32, 34, 48, 49, 53])

const MECHANISMS = new Set<string>(SASL_MECHANISMS)

/** The part of a server's diagnostic that says why, such as Active Directory's `data 775` for a locked account. */
const reasonIn = (diagnostic: string): string => /\bdata [0-9a-f]{3,8}\b/i.exec(diagnostic)?.[0] ?? ""

/** Whether the server takes the password. `refused` says in words for the log why not. */
export const bindAs = async (
  connection: LdapConnection,
  name: string,
  password: string,
): Promise<{ readonly refused: string } | undefined> => {
  // ldapts takes these names for another way to bind, in which the password is something else.
  if (MECHANISMS.has(name)) return { refused: "no name" }
  try {
    await connection.bind(name, password)
    return undefined
  } catch (error) {
    if (!(error instanceof LdapResult) || !REFUSALS.has(error.result)) throw error
    return { refused: `result ${error.result} ${reasonIn(error.diagnostic)}`.trim() }
  }
}

/**
 * Whether the connection is bound as that user. A name such as `{username}@corp.example` may belong to another entry than the one that a filter
 * finds by the same name.
 */
export const isBoundAs = async (connection: LdapConnection, user: LdapUser): Promise<boolean> => {
  const identity = await connection.whoAmI()
  if (identity.startsWith("dn:")) return dnKey(identity.slice(3)) === dnKey(user.dn)
  if (!identity.startsWith("u:")) throw new LdapFailure("unfit", "the server does not say whom it took the password of")
  const name = foldValue(identity.slice(2).replace(/^.*\\/, ""))
  return [user.name, ...textValues(user.entry, "sAMAccountName")].some((known) => foldValue(known) === name)
}
