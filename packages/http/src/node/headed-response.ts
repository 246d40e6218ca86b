import { randomUUID } from "node:crypto"
import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from "node:http"
import { RESPONSE_HEADERS } from "../middleware/response-headers.ts"

type Headers = OutgoingHttpHeaders | Array<OutgoingHttpHeader>

const LONGEST = 255

/** As the client or a proxy gave it in X-Request-Id, or a new one: what is no word could mean something in a log. */
const requestIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers["x-request-id"]
  return typeof given === "string" && given.length <= LONGEST && /^[\w\-=]+$/.test(given) ? given : randomUUID()
}

/**
 * Node's answer, with the id of its request and {@link RESPONSE_HEADERS} in its head. They are put there with the others at the end: to set them one by
 * one, or on a Response, would cost several times as much, and this is done for every call.
 */
export class HeadedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  #requestId: string | undefined

  /** Tells the calls apart in the log. */
  get requestId(): string {
    this.#requestId ??= requestIdOf(this.req)
    return this.#requestId
  }

  override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    // Of Node's own refusals, which come before there is a call. Only they have a list, and nobody here gives a reason.
    if (typeof reason === "string" || Array.isArray(reason)) return super.writeHead(status, reason as string, headers)
    return super.writeHead(status, { ...RESPONSE_HEADERS, "x-request-id": this.requestId, ...reason })
  }
}
