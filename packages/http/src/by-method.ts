import type { Handler, Hono } from "hono"
import { answersAll } from "./last-handler.ts"

/** What a path does, by method. */
type Methods = Readonly<Record<string, Handler>>

/** Hands a call to the handler of its method; others are refused, with the methods there are in `Allow`. */
export const byMethod =
  (methods: Methods, refuse: Handler): Handler =>
  (c, next) => {
    // Hono hands HEAD to the handler of GET; the request itself knows better.
    const { method } = c.req.raw
    const handler = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (handler !== undefined) return handler(c, next)
    const allowed = Object.keys(methods)
    if (allowed.length > 0) c.header("Allow", allowed.join(", "))
    return refuse(c, next)
  }

/** Mounts routes, none of which hands a call on and of which several may have one path; `refuse` answers the other methods of it, by its first route. `around` is put around each handler of a path. */
export const mountRoutes = <R extends { readonly method: string; readonly path: string }>(
  app: Hono,
  routes: ReadonlyArray<R>,
  handlerOf: (route: R) => Handler,
  refuse: (route: R) => Handler,
  around: (handler: Handler) => Handler = (handler) => handler,
): Hono => {
  for (const [path, here] of Map.groupBy(routes, (route) => route.path)) {
    const methods = Object.fromEntries(here.map((route) => [route.method, handlerOf(route)]))
    const [first] = here
    if (first !== undefined) app.all(path, answersAll(around(byMethod(methods, refuse(first)))))
  }
  return app
}
