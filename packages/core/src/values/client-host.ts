import ipaddr from "ipaddr.js"

/** The address a call came from; an IPv4 address that is written as IPv6 is the IPv4 address. Undefined for other text. */
export const parseClientHost = (text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined => {
  // A link-local address may come with its zone, which names an interface of this machine.
  const address = text.replace(/%.*$/, "")
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined
}

/** One client's addresses as one: IPv4 as it is, IPv6 by its /64, which is the smallest network that is given to anybody. */
export const networkOfClient = (text: string): string | undefined => {
  const address = parseClientHost(text)
  if (address === undefined) return undefined
  return address.kind() === "ipv4" ? address.toString() : `${address.toByteArray().slice(0, 8).join(".")}/64`
}
