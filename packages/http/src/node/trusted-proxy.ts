import type { HttpBindings } from "@hono/node-server"
import type { Context } from "hono"
import { type BlockList, isIPv6 } from "node:net"

/**
 * Whether a request came to us, or to a proxy that is believed, over https. The last word of X-Forwarded-Proto is the one that
 * the proxy itself wrote; from anybody else the header counts for nothing.
 */
export const isSecureBehind =
  (proxies: BlockList | undefined) =>
  (c: Context): boolean => {
    const { incoming } = c.env as HttpBindings
    const peer = incoming.socket.remoteAddress
    if (peer === undefined || proxies?.check(peer, isIPv6(peer) ? "ipv6" : "ipv4") !== true) return false
    return c.req.header("x-forwarded-proto")?.split(",").at(-1)?.trim().toLowerCase() === "https"
  }
