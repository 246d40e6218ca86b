import { parseSipAddress, Refusal, type SipAddress } from "@sipwright/core"
import type { Connection } from "../database.ts"
import { type RowName, spelled } from "../kamailio/spelling.ts"
import { PLANNED_ANEW } from "../statements/planned-anew.ts"
import { textOf } from "../statements/values.ts"

export const CHUNK = 1000

/** A name of `subscriber` with the id that says how new it is. */
export interface NumberedName extends RowName {
  readonly id: number
}

export interface NumberedAlias {
  readonly id: number
  readonly alias: RowName
  readonly destination: RowName
}

const SUBSCRIBERS = `SELECT id, username, domain FROM subscriber WHERE id > ? ORDER BY id LIMIT ${CHUNK}${PLANNED_ANEW}`

const ALIASES = `SELECT id, alias_username, alias_domain, username, domain FROM dbaliases
  WHERE id > ? ORDER BY id LIMIT ${CHUNK}${PLANNED_ANEW}`

export const subscribersAfter = async (kamailio: Connection, id: number): Promise<ReadonlyArray<NumberedName>> =>
  (await kamailio.all(SUBSCRIBERS, [id])).map((row) => ({
    id: Number(row["id"]),
    username: textOf(row["username"]),
    domain: textOf(row["domain"]),
  }))

export const aliasesAfter = async (kamailio: Connection, id: number): Promise<ReadonlyArray<NumberedAlias>> =>
  (await kamailio.all(ALIASES, [id])).map((row) => ({
    id: Number(row["id"]),
    alias: { username: textOf(row["alias_username"]), domain: textOf(row["alias_domain"]) },
    destination: { username: textOf(row["username"]), domain: textOf(row["domain"]) },
  }))

// Such a name is canonical, or no address at all; an A-label may be another's.
const PLAIN = /^[a-z0-9._-]*$/

const isPlain = ({ username, domain }: RowName): boolean =>
  PLAIN.test(username) && PLAIN.test(domain) && !domain.includes("xn--")

/** The canonical form of a name that is not spelled so, and that therefore no index finds. */
export const canonicalOfOdd = (name: RowName): SipAddress | undefined => {
  if (isPlain(name)) return undefined
  const parsed = parseSipAddress(spelled(name))
  return parsed instanceof Refusal || parsed === spelled(name) ? undefined : parsed
}
