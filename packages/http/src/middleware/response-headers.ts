import type { MiddlewareHandler } from "hono"

/** Answers may hold secrets, and URLs may hold session names: nobody keeps the one or passes on the other. */
export const RESPONSE_HEADERS = { "cache-control": "no-store", "referrer-policy": "no-referrer" } as const

/** Gives every answer `Cache-Control: no-store` and `Referrer-Policy: no-referrer`: it may hold secrets. */
export const responseHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  // `c.header` would make a whole new answer of one that is finished.
  const { headers } = c.res
  for (const [name, value] of Object.entries(RESPONSE_HEADERS)) headers.set(name, value)
}
