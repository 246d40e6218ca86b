import { BlockList, isIPv4 } from "node:net"
import { list } from "./list.ts"
import { network } from "./network.ts"
import { type Reader, Refused } from "./refused.ts"

const entries = list(network)

/** IP addresses and networks (CIDR), by commas. */
export const networkList: Reader<BlockList> = (text) => {
  const read = entries(text)
  if (read instanceof Refused) return read
  const networks = new BlockList()
  for (const entry of read) {
    const [address = "", prefix] = entry.split("/")
    const family = isIPv4(address) ? "ipv4" : "ipv6"
    if (prefix === undefined) networks.addAddress(address, family)
    else networks.addSubnet(address, Number(prefix), family)
  }
  return networks
}
