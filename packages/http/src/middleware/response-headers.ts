import type { MiddlewareHandler } from "hono"

/** Answers may hold secrets, and URLs hold session names: nobody keeps the one or passes on the other. */
export const responseHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header("Cache-Control", "no-store")
  c.header("Referrer-Policy", "no-referrer")
}
