import { BlockList, isIPv4 } from "node:net"
import { list } from "./list.ts"
import { network } from "./network.ts"
import { type Reader, Refused } from "./refused.ts"

/** Whose word about the client is believed. */
export interface TrustedProxies {
  readonly networks: BlockList
  /** Whoever may open our Unix socket. */
  readonly unix: boolean
}

const UNIX = "unix"

const entry: Reader<string> = (text) => {
  const read = text === UNIX ? text : network(text)
  return read instanceof Refused ? new Refused(`${read.sentence}, and not ${UNIX}`) : read
}

const entries = list(entry)

/** IP addresses, networks (CIDR) and `unix`, by commas. */
export const trustedProxies: Reader<TrustedProxies> = (text) => {
  const read = entries(text)
  if (read instanceof Refused) return read
  const networks = new BlockList()
  for (const one of read) {
    if (one === UNIX) continue
    const [address = "", prefix] = one.split("/")
    const family = isIPv4(address) ? "ipv4" : "ipv6"
    if (prefix === undefined) networks.addAddress(address, family)
    else networks.addSubnet(address, Number(prefix), family)
  }
  return { networks, unix: read.includes(UNIX) }
}
