import type { IncomingMessage } from "node:http"
import type { OnAnswered } from "./answered-call.ts"
import type { Log } from "./log.ts"

/** One line for every call by HTTP: never its query, and of its path the pattern only. */
export const logRequests =
  (log: Log, clientOf: (incoming: IncomingMessage) => string | undefined): OnAnswered =>
  ({ incoming, outgoing, method, route, status, ...call }) => {
    const milliseconds = Math.round(call.milliseconds * 10) / 10
    const fields = { requestId: outgoing.requestId, method, route, status, milliseconds, client: clientOf(incoming) }
    log("info", "request", `${method} ${route} ${status}`, fields)
  }
