import type { MiddlewareHandler } from "hono"

/** Answers may hold secrets, and URLs hold session names: nobody keeps the one or passes on the other. */
export const responseHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  // `c.header` would make a whole new answer of one that is finished.
  const { headers } = c.res
  headers.set("Cache-Control", "no-store")
  headers.set("Referrer-Policy", "no-referrer")
}
