import { randomBytes } from "node:crypto"
import { createSocket, type Socket } from "node:dgram"
import { once } from "node:events"
import { answerChallenge, readChallenge } from "./sip-digest.ts"
import {
  branchOf,
  header,
  readMessage,
  reasonOf,
  type SipHeader,
  type SipMessage,
  statusOf,
  uriOf,
  valueOf,
  valuesOf,
  writeMessage,
} from "./sip-message.ts"

export interface SipServer {
  readonly host: string
  readonly port: number
}

export interface SipAnswer {
  readonly status: number
  readonly reason: string
  readonly message: SipMessage
}

// RFC 3261 17.1: first interval, and the ceiling for everything but INVITE.
const t1 = 500
const t2 = 4_000

const token = (): string => randomBytes(8).toString("hex")
const newBranch = (): string => `z9hG4bK${token()}`

const bind = async (port = 0): Promise<Socket> => {
  const socket = createSocket("udp4")
  socket.bind({ port, address: "127.0.0.1", exclusive: true })
  await once(socket, "listening")
  return socket
}

const withSocket = async <A>(use: (socket: Socket) => Promise<A>): Promise<A> => {
  const socket = await bind()
  try {
    return await use(socket)
  } finally {
    socket.close()
  }
}

const via = (socket: Socket, branch: string): SipHeader =>
  header("Via", `SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=${branch};rport`)

interface Request {
  readonly method: string
  readonly uri: string
  readonly headers: readonly SipHeader[]
  readonly body?: string
}

/** One client transaction: sends, repeats by the RFC's timers while nothing comes, resolves to the final answer. */
const transact = (socket: Socket, server: SipServer, request: Request, within: number): Promise<SipMessage> =>
  new Promise((resolve, reject) => {
    const branch = newBranch()
    const first = `${request.method} ${request.uri} SIP/2.0`
    const data = writeMessage({ first, headers: [via(socket, branch), ...request.headers], body: request.body ?? "" })
    const isInvite = request.method === "INVITE"
    const send = (): void => socket.send(data, server.port, server.host)

    let interval = t1
    let repeat: NodeJS.Timeout | undefined
    const schedule = (): void => {
      repeat = setTimeout(() => {
        send()
        interval = isInvite ? interval * 2 : Math.min(interval * 2, t2)
        schedule()
      }, interval)
    }
    const finish = (settle: () => void): void => {
      clearTimeout(repeat)
      clearTimeout(limit)
      socket.off("message", receive)
      socket.off("error", fail)
      settle()
    }
    const fail = (error: Error): void => finish(() => reject(error))
    const receive = (incoming: Buffer): void => {
      const message = readMessage(incoming)
      const status = statusOf(message)
      if (status === 0 || branchOf(message) !== branch) return
      if (status >= 200) return finish(() => resolve(message))
      // A provisional answer ends the repeats of an INVITE and slows down those of anything else.
      if (isInvite) clearTimeout(repeat)
      else interval = t2
    }
    const limit = setTimeout(() => fail(new Error(`no final answer to ${first} within ${within} ms`)), within)
    socket.on("message", receive)
    socket.on("error", fail)
    send()
    schedule()
  }).then((message) => {
    const answer = message as SipMessage
    if (request.method === "INVITE") acknowledge(socket, server, request, answer)
    return answer
  })

const acknowledge = (socket: Socket, server: SipServer, request: Request, answer: SipMessage): void => {
  const accepted = statusOf(answer) < 300
  const kept = request.headers.filter(({ name }) => ["From", "Call-ID", "Max-Forwards"].includes(name))
  const sequence = request.headers.find(({ name }) => name === "CSeq")?.value.split(" ")[0] ?? "1"
  // The ACK of a 2xx is a request of its own along the route set; any other belongs to the INVITE's transaction.
  const uri = accepted ? uriOf(valueOf(answer, "contact") ?? request.uri) : request.uri
  const branch = accepted ? newBranch() : branchOf(answer)
  const routes = accepted ? valuesOf(answer, "record-route").toReversed() : []
  const data = writeMessage({
    first: `ACK ${uri} SIP/2.0`,
    headers: [
      via(socket, branch ?? newBranch()),
      ...routes.map((route) => header("Route", route)),
      ...kept,
      header("To", valueOf(answer, "to") ?? ""),
      header("CSeq", `${sequence} ACK`),
    ],
    body: "",
  })
  socket.send(data, server.port, server.host)
}

interface Dialogue {
  readonly server: SipServer
  readonly method: string
  readonly uri: string
  readonly from: string
  readonly to: string
  readonly headers: readonly SipHeader[]
  readonly body?: string
  readonly credentials?: { readonly user: string; readonly password: string } | undefined
  readonly within?: number | undefined
}

const challengeHeaders = [
  { status: 401, asks: "www-authenticate", answers: "Authorization" },
  { status: 407, asks: "proxy-authenticate", answers: "Proxy-Authorization" },
] as const

/** A request, and once more with credentials if the server asks for them. */
const converse = async (socket: Socket, dialogue: Dialogue): Promise<SipAnswer> => {
  const { server, method, uri, within = 10_000 } = dialogue
  const callId = token()
  const fromTag = token()
  const send = (sequence: number, extra: readonly SipHeader[]): Promise<SipMessage> =>
    transact(
      socket,
      server,
      {
        method,
        uri,
        headers: [
          header("Max-Forwards", "70"),
          header("From", `<${dialogue.from}>;tag=${fromTag}`),
          header("To", `<${dialogue.to}>`),
          header("Call-ID", `${callId}@127.0.0.1`),
          header("CSeq", `${sequence} ${method}`),
          ...dialogue.headers,
          ...extra,
        ],
        body: dialogue.body ?? "",
      },
      within,
    )
  const first = await send(1, [])
  const asked = challengeHeaders.find(({ status }) => status === statusOf(first))
  const challenge =
    asked &&
    valuesOf(first, asked.asks)
      .map(readChallenge)
      .find((one) => one !== undefined)
  const last =
    asked === undefined || challenge === undefined || dialogue.credentials === undefined
      ? first
      : await send(2, [header(asked.answers, answerChallenge(challenge, dialogue.credentials, { method, uri }))])
  return { status: statusOf(last), reason: reasonOf(last), message: last }
}

export interface OptionsRequest {
  readonly server: SipServer
  readonly within?: number
}

/** Asks the server itself whether it is there. */
export const options = ({ server, within }: OptionsRequest): Promise<SipAnswer> =>
  withSocket((socket) => {
    const uri = `sip:${server.host}:${server.port}`
    return converse(socket, {
      server,
      method: "OPTIONS",
      uri,
      from: "sip:test@invalid.example",
      to: uri,
      headers: [],
      within,
    })
  })

export interface RegisterRequest {
  readonly server: SipServer
  readonly user: string
  readonly domain: string
  /** An empty password is a password like any other. */
  readonly password: string
  /** User name in the digest where it is not `user`, for instance `user@domain`. */
  readonly authUser?: string
  /** `null` asks for the present contacts without adding one. */
  readonly contact?: string | null
  /** `+sip.instance` of the contact, such as `urn:uuid:…`. */
  readonly instance?: string
  readonly userAgent?: string
  /** 0 ends the registration of the contact. */
  readonly expires?: number
  readonly within?: number
}

export interface RegisterAnswer extends SipAnswer {
  /** The URIs that the registrar has for this address now. */
  readonly contacts: readonly string[]
}

export const register = (request: RegisterRequest): Promise<RegisterAnswer> =>
  withSocket(async (socket) => {
    const { server, user, domain, password, authUser = user, expires = 300 } = request
    const { instance, userAgent } = request
    const parameter = instance === undefined ? "" : `;+sip.instance="<${instance}>"`
    const address = `sip:${user}@${domain}`
    const contact = request.contact === undefined ? `sip:${user}@127.0.0.1:${socket.address().port}` : request.contact
    const answer = await converse(socket, {
      server,
      method: "REGISTER",
      uri: `sip:${domain}`,
      from: address,
      to: address,
      headers: [
        ...(contact === null
          ? []
          : [header("Contact", `<${contact}>${parameter}`), header("Expires", String(expires))]),
        ...(userAgent === undefined ? [] : [header("User-Agent", userAgent)]),
      ],
      credentials: { user: authUser, password },
      within: request.within,
    })
    const contacts = valuesOf(answer.message, "contact").flatMap((value) =>
      [...value.matchAll(/(?<!")<([^>]*)>/g)].map(([, uri = ""]) => uri),
    )
    return { ...answer, contacts }
  })

export interface InviteRequest {
  readonly server: SipServer
  /** Addresses `user@domain`. */
  readonly from: string
  readonly to: string
  /** For a caller whose domain the server serves. */
  readonly password?: string
  readonly authUser?: string
  readonly within?: number
}

/** Calls, and resolves to the final answer. */
export const invite = (request: InviteRequest): Promise<SipAnswer> =>
  withSocket((socket) => {
    const { server, from, to, password, authUser = from.slice(0, from.lastIndexOf("@")) } = request
    const { port } = socket.address()
    return converse(socket, {
      server,
      method: "INVITE",
      uri: `sip:${to}`,
      from: `sip:${from}`,
      to: `sip:${to}`,
      headers: [header("Contact", `<sip:caller@127.0.0.1:${port}>`), header("Content-Type", "application/sdp")],
      body: ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio 9 RTP/AVP 0", ""].join(
        "\r\n",
      ),
      credentials: password === undefined ? undefined : { user: authUser, password },
      within: request.within,
    })
  })

interface IncomingCall {
  readonly requestUri: string
  /** From and To as URIs. */
  readonly from: string
  readonly to: string
  readonly message: SipMessage
}

export interface Listener {
  readonly port: number
  /** The contact URI to register so that calls for `user` come here. */
  contact(user: string): string
  /** All calls so far; a repeated INVITE counts once. */
  readonly calls: readonly IncomingCall[]
  /** The next call that no earlier `nextCall` has taken. */
  nextCall(within?: number): Promise<IncomingCall>
  close(): Promise<void>
}

/** A phone that waits for calls and answers each with one final status. */
export const listen = async ({
  port,
  answer = 200,
}: {
  readonly port?: number
  readonly answer?: number
} = {}): Promise<Listener> => {
  const socket = await bind(port)
  const own = socket.address().port
  const toTag = token()
  const calls: IncomingCall[] = []
  const seen = new Set<string>()
  const arrived = new EventTarget()
  let taken = 0

  const reply = (
    request: SipMessage,
    status: number,
    to: { readonly address: string; readonly port: number },
  ): void => {
    const copied = ["via", "record-route"].flatMap((name) =>
      valuesOf(request, name).map((value) => header(name, value)),
    )
    const kept = ["from", "call-id", "cseq"].map((name) => header(name, valueOf(request, name) ?? ""))
    const toValue = valueOf(request, "to") ?? ""
    const tagged = /;\s*tag=/i.test(toValue) ? toValue : `${toValue};tag=${toTag}`
    const data = writeMessage({
      first: `SIP/2.0 ${status} ${status === 200 ? "OK" : "Answered by the test"}`,
      headers: [...copied, ...kept, header("To", tagged), header("Contact", `<sip:phone@127.0.0.1:${own}>`)],
      body: "",
    })
    socket.send(data, to.port, to.address)
  }

  socket.on("message", (data, peer) => {
    const message = readMessage(data)
    const [method, requestUri = ""] = message.first.split(" ")
    if (statusOf(message) !== 0 || method === "ACK") return
    if (method !== "INVITE") return reply(message, 200, peer)
    const transaction = branchOf(message) ?? ""
    if (!seen.has(transaction)) {
      seen.add(transaction)
      const from = uriOf(valueOf(message, "from") ?? "")
      calls.push({ requestUri, from, to: uriOf(valueOf(message, "to") ?? ""), message })
      arrived.dispatchEvent(new Event("call"))
    }
    reply(message, answer, peer)
  })

  return {
    port: own,
    contact: (user) => `sip:${user}@127.0.0.1:${own}`,
    calls,
    nextCall: async (within = 5_000) => {
      const index = taken
      taken += 1
      const limit = AbortSignal.timeout(within)
      for (;;) {
        const call = calls[index]
        if (call !== undefined) return call
        await new Promise<void>((resolve, reject) => {
          arrived.addEventListener("call", () => resolve(), { once: true })
          limit.addEventListener("abort", () => reject(new Error(`no call arrived within ${within} ms`)), {
            once: true,
          })
          if (limit.aborted) reject(new Error(`no call arrived within ${within} ms`))
        })
      }
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
