import type { ListenOptions, Server } from "node:net"

/** Resolves once the server listens there, or rejects with the system's error. */
export const listening = (server: Server, where: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(where, () => {
      server.off("error", reject)
      resolve()
    })
  })
