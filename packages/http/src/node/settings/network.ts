import { isIP } from "node:net"
import { type Reader, Refused } from "./refused.ts"

/** An IP address, or a network in CIDR notation such as `10.0.0.0/8`, as it was written. */
export const network: Reader<string> = (text) => {
  const [address = "", prefix, ...rest] = text.split("/")
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return MALFORMED
  if (prefix === undefined) return text
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  return bits <= (version === 4 ? 32 : 128) ? text : MALFORMED
}

const MALFORMED = new Refused("is no IP address and no network such as 10.0.0.0/8")
