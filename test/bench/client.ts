import { Agent, request } from "node:http"

export interface CallTaken {
  readonly milliseconds: number
  /** Of the body, as far as it came. */
  readonly bytes: number
  /** False where it was cut off because the time was over. */
  readonly isComplete: boolean
  /** The last part of the body that arrived; all of it, where it is short. */
  readonly end: string
}

/** A client with one connection that stays open, which does little beside waiting. */
export interface Client extends Disposable {
  readonly post: (path: string, body: string, cookie: string, withinMilliseconds?: number) => Promise<CallTaken>
}

export const openClient = (url: string): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    post: (path, body, cookie, within) =>
      new Promise((resolve, reject) => {
        const start = performance.now()
        const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), cookie }
        const sent = request(`${url}${path}`, { method: "POST", agent, headers }, (response) => {
          let bytes = 0
          let last: Buffer = Buffer.alloc(0)
          response.on("data", (part: Buffer) => {
            bytes += part.length
            // An end may be cut in two.
            last = part.length < 64 ? Buffer.concat([last.subarray(-64), part]) : part
          })
          const taken = (isComplete: boolean) => {
            clearTimeout(timer)
            resolve({ milliseconds: performance.now() - start, bytes, isComplete, end: last.toString("utf8") })
          }
          const cutOff = () => {
            taken(false)
            response.destroy()
          }
          const timer = within === undefined ? undefined : setTimeout(cutOff, within)
          response.on("error", reject)
          response.on("end", () => taken(true))
        })
        sent.on("error", reject)
        sent.end(body)
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}
