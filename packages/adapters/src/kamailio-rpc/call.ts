import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { readAnswer } from "./answer.ts"
import { boundedText } from "./bounded-text.ts"
import type { Endpoint } from "./endpoint.ts"
import { KamailioRpcFailure, type KamailioRpcFailureReason } from "./failure.ts"

/** A command by the name that Kamailio's documents give it, and its parameters in their order. */
export interface Command {
  readonly method: string
  readonly params: ReadonlyArray<string>
}

// The contacts of an account are about 700 bytes each, and registrar's max_contacts is a few.
const MOST = 1 << 20

// One request has one answer, on a connection of its own.
const ID = 1

const requestOf = ({ authorization }: Endpoint, { method, params }: Command): RequestInit => ({
  method: "POST",
  headers: {
    "content-type": "application/json",
    // With set_reply_close(), as its documents have it, Kamailio ends the connection after an answer that does not say so: one
    // that is kept for the next call may break under it. Runtimes that decide this themselves drop the header.
    connection: "close",
    ...(authorization === undefined ? {} : { authorization: Redacted.value(authorization) }),
  },
  // Without parameters some commands refuse an empty list.
  body: JSON.stringify({ jsonrpc: "2.0", method, ...(params.length === 0 ? {} : { params }), id: ID }),
  // Elsewhere is not where the password is meant to go; an edge runtime has no "error".
  redirect: "manual",
})

/**
 * Tells one Kamailio one command (JSON-RPC 2.0 over HTTP POST) and answers its result. The status is not looked at where the body is
 * JSON-RPC: jsonrpcs sends its errors with status 500 or 404.
 */
export const callKamailio = (
  endpoint: Endpoint,
  timeout: number,
  command: Command,
): Effect.Effect<unknown, KamailioRpcFailure> => {
  const failure = (
    reason: KamailioRpcFailureReason,
    sentence: string,
    more: Pick<KamailioRpcFailure, "refusal" | "cause"> = {},
  ) => new KamailioRpcFailure({ reason, server: endpoint.server, sentence, ...more })

  const exchange = async (signal: AbortSignal): Promise<unknown> => {
    const response = await fetch(endpoint.url, { ...requestOf(endpoint, command), signal })
    const body = await boundedText(response, MOST)
    if (body === undefined) throw failure("too-large", `answered ${command.method} with more than ${MOST} bytes`)
    const answer = readAnswer(body, ID)
    if (answer === undefined) throw failure("not-json-rpc", `answered HTTP ${response.status} and no JSON-RPC`)
    if (answer.kind === "result") return answer.result
    const { code, text } = answer
    throw failure("refused", `refused ${command.method}: ${code} ${text}`, { refusal: { code, text } })
  }

  return Effect.tryPromise({
    try: exchange,
    catch: (error) =>
      error instanceof KamailioRpcFailure ? error : failure("unreachable", "could not be reached", { cause: error }),
  }).pipe(
    Effect.timeoutOrElse({
      duration: timeout,
      orElse: () => Effect.fail(failure("timeout", `did not answer within ${timeout} ms`)),
    }),
  )
}
