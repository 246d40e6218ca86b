import type { Handler } from "hono"

const last = new WeakSet<object>()

/** Says of a handler that it answers every call it gets: those behind it need not be looked at. */
export const answersAll = (handler: Handler): Handler => {
  last.add(handler)
  return handler
}

/** Whether that was said of a handler. */
export const isLast = (handler: object): boolean => last.has(handler)
