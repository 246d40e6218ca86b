import type { Context, MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"

/** Refuses bodies over 1 MiB, in the words of the dialect. */
export const limitBody = (refuse: (c: Context) => Response): MiddlewareHandler =>
  bodyLimit({ maxSize: 1024 * 1024, onError: refuse })
