import { BlockList, isIP } from "node:net"
import { type Reader, Refused } from "./refused.ts"

const MALFORMED = new Refused("has an entry that is no IP address and no network such as 10.0.0.0/8")

/** IP addresses and networks (CIDR), by commas. */
export const networkList: Reader<BlockList> = (text) => {
  const networks = new BlockList()
  for (const entry of text.split(",")) {
    const [address = "", prefix, ...rest] = entry.trim().split("/")
    const version = isIP(address)
    if (version === 0 || rest.length > 0) return MALFORMED
    const family = version === 4 ? "ipv4" : "ipv6"
    if (prefix === undefined) {
      networks.addAddress(address, family)
      continue
    }
    const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
    if (!(bits <= (version === 4 ? 32 : 128))) return MALFORMED
    networks.addSubnet(address, bits, family)
  }
  return networks
}
