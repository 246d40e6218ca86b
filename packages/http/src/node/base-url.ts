import { isIPv6 } from "node:net"

/** How the server is reached from this machine. */
export const baseUrl = (host: string, port: number): string => `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
