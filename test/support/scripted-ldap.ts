import { createServer, type Socket } from "node:net"
import { BerReader, BerWriter, FilterParser } from "ldapts"

/** A request as a test decides about it. */
export type LdapRequest =
  | { readonly kind: "bind"; readonly name: string; readonly password: string }
  | { readonly kind: "search"; readonly base: string; readonly filter: string }
  | { readonly kind: "extended"; readonly oid: string }

/** What is answered: entries and a result. */
export interface LdapAnswer {
  readonly result?: number
  readonly diagnostic?: string
  readonly entries?: ReadonlyArray<{ readonly dn: string } & Readonly<Record<string, string>>>
  /** References to other servers (RFC 4511, 4.5.3). */
  readonly references?: ReadonlyArray<string>
  /** Of an extended operation. */
  readonly value?: string
}

/** An LDAP server that answers what a test wants: for what OpenLDAP does not do. */
export interface ScriptedLdap {
  readonly url: string
  readonly requests: ReadonlyArray<LdapRequest>
  readonly close: () => Promise<void>
}

const BIND = 0x60
const UNBIND = 0x42
const SEARCH = 0x63
const EXTENDED = 0x77

const message = (id: number, operation: number, write: (writer: BerWriter) => void): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(operation)
  write(writer)
  writer.endSequence()
  writer.endSequence()
  return writer.buffer
}

const result = (writer: BerWriter, { result: code = 0, diagnostic = "" }: LdapAnswer): void => {
  writer.writeEnumeration(code)
  writer.writeString("")
  writer.writeString(diagnostic)
}

const searchAnswer = (id: number, answer: LdapAnswer): ReadonlyArray<Buffer> => [
  ...(answer.entries ?? []).map(({ dn, ...attributes }) =>
    message(id, 0x64, (writer) => {
      writer.writeString(dn)
      writer.startSequence()
      for (const [type, value] of Object.entries(attributes)) {
        writer.startSequence()
        writer.writeString(type)
        writer.startSequence(0x31)
        writer.writeString(value)
        writer.endSequence()
        writer.endSequence()
      }
      writer.endSequence()
    }),
  ),
  ...(answer.references ?? []).map((uri) => message(id, 0x73, (writer) => writer.writeString(uri))),
  message(id, 0x65, (writer) => result(writer, answer)),
]

/** The next whole message of what has arrived, and how long it is. */
const nextMessage = (data: Buffer): { readonly reader: BerReader; readonly length: number } | undefined => {
  const reader = new BerReader(data)
  if (data.length === 0 || reader.readSequence() === null || reader.remain < reader.length) return undefined
  return { reader, length: reader.offset + reader.length }
}

const readRequest = (operation: number, reader: BerReader): LdapRequest | undefined => {
  if (operation === BIND) {
    reader.readInt()
    return { kind: "bind", name: reader.readString() ?? "", password: reader.readString(0x80) ?? "" }
  }
  if (operation === EXTENDED) return { kind: "extended", oid: reader.readString(0x80) ?? "" }
  const base = reader.readString() ?? ""
  reader.readEnumeration()
  reader.readEnumeration()
  reader.readInt()
  reader.readInt()
  reader.readBoolean()
  return { kind: "search", base, filter: FilterParser.parse(reader).toString() }
}

export const startScriptedLdap = (script: (request: LdapRequest) => LdapAnswer): Promise<ScriptedLdap> =>
  new Promise((resolve, reject) => {
    const requests: LdapRequest[] = []
    const sockets = new Set<Socket>()

    const answer = (socket: Socket, reader: BerReader): void => {
      const id = reader.readInt() ?? 0
      const operation = reader.readSequence() ?? 0
      if (operation === UNBIND) return void socket.end()
      if (![BIND, SEARCH, EXTENDED].includes(operation)) return
      const request = readRequest(operation, reader)
      if (request === undefined) return
      requests.push(request)
      const said = script(request)
      const parts =
        request.kind === "search"
          ? searchAnswer(id, said)
          : [
              message(id, request.kind === "bind" ? 0x61 : 0x78, (writer) => {
                result(writer, said)
                if (said.value !== undefined) writer.writeString(said.value, 0x8b)
              }),
            ]
      socket.write(Buffer.concat(parts))
    }

    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on("error", () => {})
      let arrived = Buffer.alloc(0)
      socket.on("data", (data) => {
        arrived = Buffer.concat([arrived, data])
        for (let next = nextMessage(arrived); next !== undefined; next = nextMessage(arrived)) {
          arrived = arrived.subarray(next.length)
          answer(socket, next.reader)
        }
      })
    })
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      if (address === null || typeof address === "string") return reject(new Error("no TCP port"))
      resolve({
        url: `ldap://127.0.0.1:${address.port}`,
        requests,
        close: () =>
          new Promise((done) => {
            for (const socket of sockets) socket.destroy()
            server.close(() => done())
          }),
      })
    })
  })
