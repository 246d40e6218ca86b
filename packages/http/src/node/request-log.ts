import type { Context, MiddlewareHandler } from "hono"
import { requestId } from "hono/request-id"
import { routePath } from "hono/route"
import { AsyncLocalStorage } from "node:async_hooks"
import type { ClientAddress } from "../client-address.ts"
import type { Log } from "./log.ts"

const current = new AsyncLocalStorage<string>()

/** The id of the request that is being answered: as the client or a proxy gave it in X-Request-Id, or a new one. */
export const currentRequest = (): string | undefined => current.getStore()

const idOf = (c: Context): string => c.get("requestId")

/** Gives every call an id, which its answer has in X-Request-Id and every line of the log about it as `requestId`. */
export const identified: ReadonlyArray<MiddlewareHandler> = [requestId(), (c, next) => current.run(idOf(c), next)]

/** One line for every call by HTTP: never its query, and of its path the pattern only, because some hold secrets. */
export const logRequests =
  (log: Log, clientAddress: ClientAddress): MiddlewareHandler =>
  async (c, next) => {
    const began = performance.now()
    await next()
    const { method } = c.req
    const { status } = c.res
    const route = routePath(c)
    const milliseconds = Math.round((performance.now() - began) * 10) / 10
    const fields = { requestId: idOf(c), method, route, status, milliseconds, client: clientAddress(c) }
    log("info", "request", `${method} ${route} ${status}`, fields)
  }
