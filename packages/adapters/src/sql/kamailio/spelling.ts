import { parseSipAddress, Refusal, type SipAddress } from "@sipwright/core"

/** What names a row of `subscriber`. */
export interface RowName {
  readonly username: string
  readonly domain: string
}

export const spelled = ({ username, domain }: RowName): string => `${username}@${domain}`

/** The canonical address of a row, undefined for an odd row that has none. */
export const canonicalOf = (name: RowName): SipAddress | undefined => {
  const parsed = parseSipAddress(spelled(name))
  // The parser drops a scheme, which in a row is part of the name.
  return parsed instanceof Refusal || parsed !== spelled(name).toLowerCase() ? undefined : parsed
}
