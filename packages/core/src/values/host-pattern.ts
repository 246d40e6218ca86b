import ipaddr from "ipaddr.js"
import { parseClientHost } from "./client-host.ts"
import { parseDomainName } from "./domain-name.ts"
import { parsedString, Refusal } from "./parsed.ts"

declare const brand: unique symbol

/** Where an API key may come from: an IPv4 or IPv6 address, a network in CIDR notation, or a host name. */
export type HostPattern = string & { readonly [brand]: "HostPattern" }

const MALFORMED = new Refusal("is not an IP address, a network such as 192.0.2.0/24, or a host name")

// 1.2.3 and 0x7f000001 are addresses to some programs and names to none.
const isOddAddress = (text: string): boolean => ipaddr.isValid(text) || /(?:^|\.)\d+$|:/.test(text)

/** Takes an address, a network or a name, and answers it in its canonical form. */
export const parseHostPattern = (text: string): HostPattern | Refusal => {
  if (text.includes("/")) {
    if (!ipaddr.isValidCIDR(text)) return MALFORMED
    const [address, bits] = ipaddr.parseCIDR(text)
    return `${address.toString()}/${bits}` as HostPattern
  }
  if (ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)) {
    return ipaddr.process(text).toString() as HostPattern
  }
  if (isOddAddress(text)) return MALFORMED
  const name = parseDomainName(text)
  return name instanceof Refusal ? MALFORMED : (String(name) as HostPattern)
}

export const HostPattern = parsedString("HostPattern", parseHostPattern)

const inNetwork = (client: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean => {
  const [address, bits] = ipaddr.parseCIDR(network)
  return (
    client.kind() === address.kind() && client.match([address, bits] as [ipaddr.IPv4, number] & [ipaddr.IPv6, number])
  )
}

/**
 * Whether a client's address fits. A name is not decided here: `name` says that its addresses have to be looked up, and asked about one by one.
 */
export const matchHost = (pattern: string, clientHost: string): boolean | "name" => {
  const client = parseClientHost(clientHost)
  if (client === undefined) return false
  if (pattern.includes("/")) return inNetwork(client, pattern)
  const address = parseClientHost(pattern)
  return address === undefined ? "name" : address.kind() === client.kind() && address.toString() === client.toString()
}
