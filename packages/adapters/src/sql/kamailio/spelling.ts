import { parseSipAddress, Refusal, type SipAddress } from "@sipwright/core"
import type { Row } from "../database.ts"
import { textOf } from "../statements/values.ts"

/** What names a row of `subscriber`. */
export interface RowName {
  readonly username: string
  readonly domain: string
}

export const spelled = ({ username, domain }: RowName): string => `${username}@${domain}`

/** The spelling of a row that was read, by its columns `username` and `domain`. */
export const spelledIn = (row: Row): string =>
  spelled({ username: textOf(row["username"]), domain: textOf(row["domain"]) })

/** The canonical address of a row, undefined for an odd row that has none. */
export const canonicalOf = (name: RowName): SipAddress | undefined => {
  const parsed = parseSipAddress(spelled(name))
  // The parser drops a scheme, which in a row is part of the name.
  return parsed instanceof Refusal || parsed !== spelled(name).toLowerCase() ? undefined : parsed
}
