import { createSocket } from "node:dgram"
import { createServer } from "node:net"

/** A loopback port that is free for UDP and for TCP at this moment; somebody else may still take it. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = await freeTcpPort()
    if (await isFreeForUdp(port)) return port
  }
  throw new Error("no loopback port is free for both UDP and TCP")
}

function freeTcpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no TCP port"))
        else resolve(address.port)
      })
    })
  })
}

function isFreeForUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4")
    socket.once("error", () => resolve(false))
    socket.bind(port, "127.0.0.1", () => socket.close(() => resolve(true)))
  })
}
