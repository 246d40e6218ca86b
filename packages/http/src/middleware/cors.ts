import type { MiddlewareHandler } from "hono"

/**
 * Lets pages of any origin call. For dialects whose callers are known by headers only: no cookie is sent along, and none would count.
 * A preflight is answered with 200.
 */
export const openCors =
  (headers: ReadonlyArray<string>, methods: ReadonlyArray<string>): MiddlewareHandler =>
  async (c, next) => {
    const origin = c.req.header("origin")
    if (c.req.method === "OPTIONS") {
      c.res = new Response(null, { status: 200 })
      c.header("Access-Control-Allow-Headers", headers.join(","))
      c.header("Access-Control-Allow-Methods", methods.join(","))
      c.header("Access-Control-Max-Age", "86400")
    } else await next()
    if (origin === undefined) return
    c.header("Access-Control-Allow-Origin", origin)
    c.header("Vary", "Origin", { append: true })
  }
