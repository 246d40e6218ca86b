import { chmod, lstat, rename, rm } from "node:fs/promises"
import { connect, type Server } from "node:net"
import { listening } from "./listening.ts"
import { StartRefused } from "./start-refused.ts"

export interface UnixSocket {
  readonly path: string
  /** Permissions of the socket: who may write to it may call. */
  readonly mode: number
}

/** Whether some process answers there. What a process left behind that was killed refuses the connection. */
const isServed = (path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve(false)
      // Its queue is full, so somebody has it.
      else if (error.code === "EAGAIN") resolve(true)
      else reject(error)
    })
  })

const fileAt = async (path: string) => {
  try {
    return await lstat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

const mayBeReplaced = async (path: string): Promise<void> => {
  const file = await fileAt(path)
  if (file === undefined) return
  if (!file.isSocket()) throw new StartRefused(`SIPWRIGHT_SOCKET is ${path}, which is a file and no socket.`)
  if (await isServed(path)) throw new StartRefused(`Another process already listens on the socket ${path}.`)
}

/**
 * Listens on a Unix socket, which takes the place of one that a killed process left behind. Resolves to what removes it. Rejects with
 * {@link StartRefused} where something else stands there, or with the system's error.
 */
export const listenOnSocket = async (server: Server, { path, mode }: UnixSocket): Promise<() => Promise<void>> => {
  await mayBeReplaced(path)
  // Under another name until it has its mode: nobody may come in before.
  const draft = `${path}.${process.pid}`
  await rm(draft, { force: true })
  await listening(server, { path: draft })
  await chmod(draft, mode)
  const own = await lstat(draft)
  await rename(draft, path)
  return async () => {
    const file = await fileAt(path)
    // Not what a successor has put there.
    if (file?.ino === own.ino && file.dev === own.dev) await rm(path, { force: true })
  }
}
