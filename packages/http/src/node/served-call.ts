import type { Context } from "hono"
import type { IncomingMessage } from "node:http"
import type { HeadedResponse } from "./headed-response.ts"

/** What the server hands to the app with each request. */
export interface ServedCall {
  readonly incoming: IncomingMessage
  readonly outgoing: HeadedResponse
  /** The pattern of the path whose handler came last, "/*" where there is none; and not the path: paths have no end, and some hold secrets. */
  route: string
}

export const servedCallOf = (c: Context): ServedCall => c.env as ServedCall
