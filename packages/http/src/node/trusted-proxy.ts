import type { IncomingMessage } from "node:http"
import { type BlockList, isIP } from "node:net"
import type { TrustedProxies } from "./settings/trusted-proxies.ts"

/** The address at the other end of the connection; undefined on a Unix socket. */
export const peerOf = ({ socket }: IncomingMessage): string | undefined => socket.remoteAddress

const headerOf = ({ headers }: IncomingMessage, name: string): string | undefined => {
  const value = headers[name]
  // Only Set-Cookie, which is no header of requests, is an array.
  return typeof value === "string" ? value : undefined
}

const isIn = (networks: BlockList, address: string): boolean => {
  const version = isIP(address)
  return version !== 0 && networks.check(address, version === 6 ? "ipv6" : "ipv4")
}

const isTrusted = ({ networks, unix }: TrustedProxies, peer: string | undefined): boolean =>
  peer === undefined ? unix : isIn(networks, peer)

/**
 * Whether a request came to us, or to a proxy that is believed, over https. The last word of X-Forwarded-Proto is the one that
 * the proxy itself wrote; from anybody else the header counts for nothing.
 */
export const isSecureBehind =
  (proxies: TrustedProxies | undefined) =>
  (incoming: IncomingMessage): boolean => {
    if (proxies === undefined || !isTrusted(proxies, peerOf(incoming))) return false
    return headerOf(incoming, "x-forwarded-proto")?.split(",").at(-1)?.trim().toLowerCase() === "https"
  }

// Some proxies add the port of the client.
const withoutPort = (entry: string): string =>
  /^\[(.*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry

/**
 * Where a request came from. Behind a proxy that is believed, that is the right-most entry of X-Forwarded-For that is no such proxy itself: what stands left of it
 * the client may have written. `onUntrusted` is told once of a peer that sends the header and is not believed.
 */
export const clientAddressBehind = (
  proxies: TrustedProxies | undefined,
  onUntrusted: (peer: string) => void,
): ((incoming: IncomingMessage) => string | undefined) => {
  let told = false
  return (incoming) => {
    const peer = peerOf(incoming)
    const forwarded = headerOf(incoming, "x-forwarded-for")
    if (forwarded === undefined) return peer
    if (proxies === undefined || !isTrusted(proxies, peer)) {
      if (!told) onUntrusted(peer ?? "unix")
      told = true
      return peer
    }
    const entries = forwarded.split(",").map((entry) => withoutPort(entry.trim()))
    const client = entries.findLast((entry) => !isIn(proxies.networks, entry))
    return client !== undefined && isIP(client) !== 0 ? client : peer
  }
}
