import { connect, isIP, type Socket } from "node:net"
import { type ConnectionOptions, connect as connectTls } from "node:tls"
import { Client, type Entry, type SearchOptions } from "ldapts"
import { LdapFailure, operationFailure, unreachable } from "./failure.ts"
import type { LdapServer } from "./server-url.ts"
import { within } from "./within.ts"

/** How connections are made. */
export interface ConnectionSettings {
  readonly startTls: boolean
  readonly ca: string | undefined
  readonly serverName: string | undefined
  /** Milliseconds for each step. */
  readonly timeout: number
}

/** One connection to one server, with TLS where that is asked for. Operations reject with LdapFailure. */
export interface LdapConnection {
  readonly isOpen: () => boolean
  /** A simple bind (RFC 4513, 5.1.3). The password is not empty. */
  readonly bind: (name: string, password: string) => Promise<void>
  /** Without the references to other servers, which are not followed. */
  readonly search: (base: string, options: SearchOptions) => Promise<ReadonlyArray<Entry>>
  /** Whom the server takes us for (RFC 4532). */
  readonly whoAmI: () => Promise<string>
  /** Says goodbye and ends it. Can be called again. */
  readonly close: () => void
}

const WHO_AM_I = "1.3.6.1.4.1.4203.1.11.3"

// Node compares the certificate with `servername`, or with `host` where that is an address: RFC 6066 has no addresses in SNI.
const tlsOptions = ({ host }: LdapServer, { ca, serverName = host }: ConnectionSettings): ConnectionOptions => ({
  host,
  ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
  ...(isIP(serverName) === 0 ? {} : { host: serverName }),
  ...(ca === undefined ? {} : { ca }),
  minVersion: "TLSv1.2",
})

const established = (socket: Socket, event: "connect" | "secureConnect"): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, () => resolve())
    socket.once("error", reject)
    socket.once("close", () => reject(new Error("the connection was closed")))
  })

/** Connects, and does the TLS handshake. Rejects with LdapFailure, with nothing left open. */
export const openConnection = async (server: LdapServer, settings: ConnectionSettings): Promise<LdapConnection> => {
  const { timeout } = settings
  const tcp = connect({ host: server.host, port: server.port, noDelay: true })
  // The handlers that matter come and go; an error without any would end the process.
  tcp.on("error", () => {})
  let open = true
  const closed = () => {
    open = false
  }
  tcp.once("close", closed)
  const close = () => {
    open = false
    tcp.destroy()
  }
  const step = <A>(what: string, work: Promise<A>): Promise<A> =>
    within(timeout, work, () => new LdapFailure("unreachable", `${server.url}: ${what} took too long`, "ETIMEDOUT"))

  const secured = async (): Promise<Socket> => {
    const socket = connectTls({ ...tlsOptions(server, settings), socket: tcp })
    socket.on("error", () => {})
    socket.once("close", closed)
    await established(socket, "secureConnect")
    return socket
  }

  try {
    await step("connecting", established(tcp, "connect"))
    const stream = server.secure ? await step("the TLS handshake", secured()) : tcp
    // ldapts is given what is connected already: its own way leaves the handshake of StartTLS without a limit, and does not notice when
    // such a connection ends.
    const client = new Client({
      url: "ldap://connected",
      timeout,
      createConnection: () => {
        if (!open) throw new LdapFailure("lost", `${server.url}: the connection ended`, "ECONNRESET")
        return stream
      },
    })
    if (settings.startTls) {
      await step("StartTLS", client.startTLS({ ...tlsOptions(server, settings) }))
    }
    const unbind = () => {
      if (!open) return
      open = false
      client
        .unbind()
        .catch(() => {})
        .finally(close)
    }
    return { isOpen: () => open, close: unbind, ...operationsOf(client, server, () => open, timeout) }
  } catch (error) {
    close()
    throw error instanceof LdapFailure ? error : unreachable(server.url, error)
  }
}

const operationsOf = (client: Client, { url }: LdapServer, isOpen: () => boolean, timeout: number) => {
  const asked = async <A>(what: string, ask: () => Promise<A>): Promise<A> => {
    const during = `${url}: ${what}`
    if (!isOpen()) throw new LdapFailure("lost", `${during}: the connection ended`, "ECONNRESET")
    try {
      return await ask()
    } catch (error) {
      throw operationFailure(during, error)
    }
  }
  return {
    bind: (name, password) => asked("bind", () => client.bind(name, password)),
    search: async (base, options) => {
      const limits = { timeLimit: Math.max(1, Math.ceil(timeout / 1000)) }
      const found = await asked(`search of ${base}`, () => client.search(base, { ...limits, ...options }))
      return found.searchEntries
    },
    whoAmI: async () => (await asked("who am I", () => client.exop(WHO_AM_I))).value ?? "",
  } satisfies Omit<LdapConnection, "isOpen" | "close">
}
