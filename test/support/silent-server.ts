import { createServer, type Socket } from "node:net"

/** Takes connections and says nothing. */
export interface SilentServer {
  readonly port: number
  readonly connections: () => number
  readonly close: () => Promise<void>
}

export const startSilentServer = (): Promise<SilentServer> =>
  new Promise((resolve, reject) => {
    const sockets = new Set<Socket>()
    let connections = 0
    const server = createServer((socket) => {
      connections++
      sockets.add(socket)
      socket.on("error", () => {})
      socket.resume()
    })
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      if (address === null || typeof address === "string") {
        reject(new Error("no TCP port"))
        return
      }
      resolve({
        port: address.port,
        connections: () => connections,
        close: () =>
          new Promise((done) => {
            for (const socket of sockets) socket.destroy()
            server.close(() => done())
          }),
      })
    })
  })
