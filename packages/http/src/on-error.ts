import type { Context } from "hono"

/** Told of an error, with the pattern of the path and the call itself. */
export type OnError = (error: unknown, path: string, c: Context) => void
