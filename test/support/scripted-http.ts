import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"

export interface HttpRequest {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An HTTP server that does what a test wants; one that never ends a response hangs until it is closed. */
export interface ScriptedHttp {
  readonly port: number
  readonly requests: ReadonlyArray<HttpRequest>
  readonly close: () => Promise<void>
}

export const startScriptedHttp = (
  answer: (response: ServerResponse, request: HttpRequest) => void,
): Promise<ScriptedHttp> =>
  new Promise((resolve, reject) => {
    const requests: Array<HttpRequest> = []
    const server = createServer((incoming, response) => {
      const chunks: Array<Buffer> = []
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
      incoming.on("end", () => {
        const request = { headers: incoming.headers, body: Buffer.concat(chunks).toString() }
        requests.push(request)
        answer(response, request)
      })
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
        requests,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      })
    })
  })
