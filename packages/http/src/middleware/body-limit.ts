import type { Context, MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"

const MAX_BYTES = 1024 * 1024

/** How long the body says that it is; undefined where it says nothing, or comes in pieces. */
const announcedLength = (c: Context): number | undefined => {
  const length = c.req.header("content-length")
  return length === undefined || c.req.header("transfer-encoding") !== undefined
    ? undefined
    : Number.parseInt(length, 10)
}

/** Refuses bodies over 1 MiB, in the words of the dialect. */
export const limitBody = (refuse: (c: Context) => Response): MiddlewareHandler => {
  const counted = bodyLimit({ maxSize: MAX_BYTES, onError: refuse })
  return (c, next) => {
    const { method } = c.req
    if (method === "GET" || method === "HEAD") return next()
    const length = announcedLength(c)
    // Asking for the body itself, as counting does, costs more than all that is done with most calls.
    if (length === undefined || Number.isNaN(length)) return counted(c, next)
    return length > MAX_BYTES ? Promise.resolve(refuse(c)) : next()
  }
}
