import { wrongOption } from "./options-error.ts"

/** One server, as its URL names it (RFC 4516, without the DN and what follows it). */
export interface LdapServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte. */
  readonly secure: boolean
  /** For messages. */
  readonly url: string
}

const PORTS: Readonly<Record<string, number>> = { "ldap:": 389, "ldaps:": 636 }

/** Throws LdapOptionsError, which does not repeat the URL: somebody may have written a password into it. */
export const parseServerUrl = (text: string): LdapServer => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const standardPort = url && PORTS[url.protocol]
  if (url === undefined || standardPort === undefined || url.hostname === "" || url.port === "0") {
    throw wrongOption("url", "has an entry that is no URL such as ldap://ldap.example.org or ldaps://10.0.0.1:636")
  }
  if (url.username !== "" || url.password !== "") {
    throw wrongOption("url", "has a user or a password in it; the account that searches is an option of its own")
  }
  if (url.pathname.length > 1 || url.search !== "" || url.hash !== "") {
    throw wrongOption("url", "has something behind host and port; the base DN is an option of its own")
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1")
  const port = url.port === "" ? standardPort : Number(url.port)
  return { host, port, secure: url.protocol === "ldaps:", url: `${url.protocol}//${url.hostname}:${port}` }
}

/** Whether what is sent there stays on this machine. */
export const isLoopback = ({ host }: LdapServer): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)
