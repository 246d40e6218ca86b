import { connect, createServer, type Socket } from "node:net"

/** A way to a server on which bytes can be delayed, held back and looked at. */
export interface TcpProxy {
  readonly port: number
  /** The URL by way of the proxy. */
  readonly through: (url: string) => string
  /** From now on every piece takes so many milliseconds more, in each direction. */
  readonly delay: (milliseconds: number) => void
  /** Connections stay and new ones are taken, but no byte passes in either direction. */
  readonly hold: () => void
  /** What was held back passes, and what comes after it. */
  readonly release: () => void
  /**
   * Waits until a client has sent this text so many times. That piece does not pass (`before`), or what is answered to it does not
   * (`after`), and nothing that comes later on its connection.
   */
  readonly cut: (where: "before" | "after", text: string, times?: number) => Promise<void>
  readonly close: () => Promise<void>
}

interface Cut {
  readonly where: "before" | "after"
  readonly text: string
  left: number
  readonly reached: () => void
}

/** Passes pieces on in their order, each after its delay, while nothing is held. */
class Lane {
  readonly #to: Socket
  readonly #queue: Array<{ readonly piece: Buffer | "end"; readonly due: number }> = []
  #timer: NodeJS.Timeout | undefined
  isCut = false

  constructor(to: Socket) {
    this.#to = to
  }

  push(piece: Buffer | "end", delay: number, held: boolean): void {
    this.#queue.push({ piece, due: performance.now() + delay })
    if (!held) this.flush()
  }

  flush(): void {
    clearTimeout(this.#timer)
    for (let first = this.#queue[0]; first !== undefined && !this.isCut; first = this.#queue[0]) {
      const wait = first.due - performance.now()
      if (wait > 0) {
        this.#timer = setTimeout(() => this.flush(), Math.ceil(wait))
        return
      }
      this.#queue.shift()
      if (first.piece === "end") this.#to.end()
      else this.#to.write(first.piece)
    }
  }

  pause(): void {
    clearTimeout(this.#timer)
  }
}

/** A proxy on a free loopback port to the server that a URL names. */
export const startTcpProxy = async (target: string): Promise<TcpProxy> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const lanes = new Set<Lane>()
  let delay = 0
  let held = false
  let cut: Cut | undefined

  const isReached = (piece: Buffer): Cut | undefined => {
    if (cut === undefined || !piece.includes(cut.text) || --cut.left > 0) return undefined
    const reached = cut
    cut = undefined
    return reached
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const [forth, back] = [new Lane(upstream), new Lane(client)]
    for (const [socket, other, lane] of [
      [client, upstream, forth],
      [upstream, client, back],
    ] as const) {
      sockets.add(socket)
      lanes.add(lane)
      socket.setNoDelay(true)
      socket.on("error", () => {})
      socket.on("end", () => {
        // Whoever is cut off dies, and that is seen.
        if (lane.isCut) other.destroy()
        else lane.push("end", delay, held)
      })
      socket.on("close", (failed) => {
        sockets.delete(socket)
        lanes.delete(lane)
        // A reset is passed on as one; held back, the other side notices nothing.
        if (failed && !held && !lane.isCut) other.destroy()
      })
    }
    client.on("data", (piece: Buffer) => {
      const reached = isReached(piece)
      if (reached?.where === "before") forth.isCut = true
      if (reached !== undefined) back.isCut = true
      forth.push(piece, delay, held)
      reached?.reached()
    })
    upstream.on("data", (piece: Buffer) => back.push(piece, delay, held))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const own = (server.address() as { readonly port: number }).port

  return {
    port: own,
    through: (url) => {
      const made = new URL(url)
      made.hostname = "127.0.0.1"
      made.port = String(own)
      return made.href
    },
    delay: (milliseconds) => {
      delay = milliseconds
    },
    hold: () => {
      held = true
      for (const lane of lanes) lane.pause()
    },
    release: () => {
      held = false
      for (const lane of lanes) lane.flush()
    },
    cut: (where, text, times = 1) =>
      new Promise((resolve) => {
        cut = { where, text, left: times, reached: resolve }
      }),
    close: () =>
      new Promise((resolve) => {
        for (const lane of lanes) lane.pause()
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
