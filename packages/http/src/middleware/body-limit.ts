import type { Context } from "hono"

const LIMIT = 1024 * 1024

type Body =
  | { readonly kind: "whole"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "too-large" }
  | { readonly kind: "cut-off" }

/** Reads to the end, also what is too large: an answer in between would leave the rest in the way of the next call on the connection. */
const readBody = async (stream: ReadableStream<Uint8Array>): Promise<Body> => {
  const reader = stream.getReader()
  // Grows by doubling: pieces may be of one byte each, and so many small arrays would take a hundred times their bytes.
  let bytes = new Uint8Array(0)
  let size = 0
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const from = size
      size += piece.value.length
      if (size > LIMIT) continue
      if (size > bytes.length) {
        const grown = new Uint8Array(Math.min(LIMIT, Math.max(size, bytes.length * 2)))
        grown.set(bytes.subarray(0, from))
        bytes = grown
      }
      bytes.set(piece.value, from)
    }
  } catch {
    return { kind: "cut-off" }
  }
  return size > LIMIT ? { kind: "too-large" } : { kind: "whole", bytes: bytes.subarray(0, size) }
}

type Answering = () => Promise<Response | void>

/** Goes on with a body that is not too large; one whose length is not told is read for that. */
const readWithin = async (c: Context, next: Answering, refuse: (c: Context) => Response) => {
  const { raw } = c.req
  if (raw.body === null) return next()
  const body = await readBody(raw.body)
  if (body.kind === "too-large") return refuse(c)
  // Whoever sent half a body is gone; this is for the log only.
  if (body.kind === "cut-off") return c.body(null, 400)
  c.req.raw = new Request(raw, { method: raw.method, body: body.bytes })
  return next()
}

/** Refuses bodies over 1 MiB, in the words of the dialect. A body whose length is told is not looked at for that. Middleware, or to be put before one handler. */
export const limitBody =
  (refuse: (c: Context) => Response) =>
  // No async function: most calls need nothing of this, and each would wait for one more promise.
  (c: Context, next: Answering): Promise<Response | void> => {
    const { method, headers } = c.req.raw
    if (method === "GET" || method === "HEAD") return next()
    const length = headers.get("content-length")
    if (length === null || headers.has("transfer-encoding")) return readWithin(c, next, refuse)
    return Number(length) > LIMIT ? Promise.resolve(refuse(c)) : next()
  }
