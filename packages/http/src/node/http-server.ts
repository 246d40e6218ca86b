import { createAdaptorServer } from "@hono/node-server"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { type AddressInfo, Server as NetServer, type Socket } from "node:net"
import { baseUrl } from "./base-url.ts"
import { HeadedResponse } from "./headed-response.ts"
import { listening } from "./listening.ts"
import type { ServedCall } from "./served-call.ts"
import { listenOnSocket, type UnixSocket } from "./unix-socket.ts"

/** What a client may take its time for, in milliseconds, and how many there may be. */
export interface HttpLimits {
  /** For the head of a request. */
  readonly headers: number
  /** For a whole request, its body included. */
  readonly request: number
  /** How long a connection waits for its next request. */
  readonly keepAlive: number
  readonly connections: number
  /** How long calls in flight may take when the server stops. */
  readonly grace: number
}

/** What fits phones and programs on slow lines: 10 s for a head, 30 s for a request. */
export const HTTP_LIMITS: HttpLimits = {
  headers: 10_000,
  request: 30_000,
  keepAlive: 65_000,
  connections: 10_000,
  grace: 8000,
}

/** The timeouts are looked at so often. */
const CHECK_EVERY = 1000

/** A call that was sent just before the stop has arrived by then, and is told that it is not taken. */
const ARRIVING = 250

/** Where to listen: an address and a port, of which 0 takes a free one, or a Unix socket. */
export type ListenAddress = { readonly host: string; readonly port: number } | UnixSocket

export interface Listening {
  /** How the server is reached from this machine; `unix:PATH` on a Unix socket. */
  readonly url: string
  /** Takes nothing new, lets calls in flight end, and cuts off what is left after the grace. Can be called again. */
  readonly close: () => Promise<void>
}

type Fetch = (request: Request, call: ServedCall) => Response | Promise<Response>

interface Bound {
  readonly url: string
  readonly release: () => Promise<void>
}

const listenOnPort = async (server: Server, host: string, port: number): Promise<Bound> => {
  await listening(server, { host, port })
  const address = server.address() as AddressInfo
  return { url: baseUrl(address.address, address.port), release: async () => {} }
}

const listen = async (server: Server, address: ListenAddress): Promise<Bound> =>
  "path" in address
    ? { url: `unix:${address.path}`, release: await listenOnSocket(server, address) }
    : listenOnPort(server, address.host, address.port)

/** Which of two hosts is meant, a proxy in front may have decided otherwise (RFC 9112 section 3.2). Node takes the first without a word. */
const namesTwoHosts = ({ rawHeaders }: IncomingMessage): boolean => {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === "host") hosts++
  }
  return hosts > 1
}

/** Serves `fetch`. Rejects where the address cannot be listened on, with StartRefused or the system's error. */
export const listenHttp = async (
  fetch: Fetch,
  address: ListenAddress,
  limits: HttpLimits = HTTP_LIMITS,
): Promise<Listening> => {
  let closing: Promise<void> | undefined
  const refused = (status: 400 | 503, sentence: string) =>
    new Response(sentence, { status, headers: { Connection: "close" } })

  const server = createAdaptorServer({
    fetch: (request, env) => {
      if (closing !== undefined) return refused(503, "The server is stopping.\n")
      const { incoming, outgoing } = env as Pick<ServedCall, "incoming" | "outgoing">
      if (namesTwoHosts(incoming)) return refused(400, "The call names two hosts.\n")
      connections.set(incoming.socket, outgoing)
      return fetch(request, { incoming, outgoing, route: "/*" })
    },
    createServer,
    serverOptions: {
      ServerResponse: HeadedResponse,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.keepAlive,
      connectionsCheckingInterval: CHECK_EVERY,
    },
  }) as Server
  server.maxConnections = limits.connections

  // Each with its newest answer, which is the last one that it will have to wait for. Node counts a connection that never sent anything as busy.
  const connections = new Map<Socket, ServerResponse | undefined>()
  server.on("connection", (socket: Socket) => {
    connections.set(socket, undefined)
    socket.once("close", () => connections.delete(socket))
  })
  // Until then a connection that seems idle may have a call in it that was not read yet.
  let hasArrived = false
  const closeUnused = () => {
    hasArrived = true
    server.closeIdleConnections()
    for (const socket of connections.keys()) if (socket.bytesRead === 0) socket.destroy()
  }
  const endWithAnswer = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader("Connection", "close")
    // A connection whose last answer began before the stop is kept alive and would be waited for.
    response.once("close", () => {
      if (hasArrived) server.closeIdleConnections()
    })
  }

  const { url, release } = await listen(server, address)

  const close = (): Promise<void> => {
    closing ??= releasedAndEnded()
    return closing
  }
  const releasedAndEnded = async (): Promise<void> => {
    await Promise.all([release(), ended()])
  }
  const ended = (): Promise<void> =>
    new Promise((resolve) => {
      // The sockets are read once more before: where calls keep this thread busy, the time alone says nothing.
      const unused = setTimeout(() => setImmediate(closeUnused), Math.min(ARRIVING, limits.grace))
      const cut = setTimeout(() => server.closeAllConnections(), limits.grace)
      for (const response of connections.values()) if (response?.closed === false) endWithAnswer(response)
      // The close of an HTTP server would end idle connections at once.
      NetServer.prototype.close.call(server, () => {
        clearTimeout(unused)
        clearTimeout(cut)
        resolve()
      })
    })
  return { url, close }
}
