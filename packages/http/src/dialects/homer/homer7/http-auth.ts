import { anonymous, asOneCall, execute, matchHost, operations, type Sipwright } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { Context, Handler } from "hono"
import { routePath } from "hono/route"
import { type ClientAddress, unknownAddress } from "../../../client-address.ts"
import { isReadable, readCredentials, type SentCredentials } from "../../../password-body.ts"
import { faultOf } from "../../../fault.ts"
import type { HomerOptions } from "../options.ts"
import { personOf } from "../person.ts"
import { verifiedUserOf } from "./user.ts"

const LOOPBACK = ["127.0.0.0/8", "::1"]

const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip"]

const isLoopback = (address: string): boolean => LOOPBACK.some((network) => matchHost(network, address) === true)

/** Whether the caller may ask at all. */
const isAllowed = (c: Context, clientAddress: ClientAddress, allowed: ReadonlyArray<string>): boolean => {
  const address = clientAddress(c)
  if (address === undefined) return false
  // This machine's own address on a call that was passed on is that of a proxy, through which anybody may come.
  if (isLoopback(address) && FORWARDED.some((name) => c.req.header(name) !== undefined)) return false
  return allowed.some((network) => matchHost(network, address) === true)
}

// HOMER 7 breaks on any other status than 200, so there is none, whatever happens.
export const notVerified = (c: Context): Response => c.json({ auth: false })

const verify = (sent: SentCredentials) =>
  Effect.map(execute(operations.operators.verify, anonymous, sent), (operator) => ({
    auth: true,
    data: verifiedUserOf(personOf(operator)),
  }))

/** The other end of HOMER 7's setting `http_auth`: whether a name and password are those of an operator. */
export const httpAuth = (sipwright: Sipwright, options: HomerOptions): Handler => {
  const { clientAddress = unknownAddress, httpAuthAllow = LOOPBACK, onError } = options
  const warnOf = (host: string | undefined) =>
    Effect.logWarning("refused to check a password for http_auth: the address is not allowed to ask").pipe(
      Effect.annotateLogs({ host: host ?? "unknown" }),
    )
  let warned = false

  return async (c) => {
    if (!isAllowed(c, clientAddress, httpAuthAllow)) {
      if (!warned) await sipwright.run(warnOf(clientAddress(c)))
      warned = true
      return notVerified(c)
    }
    const sent = await readCredentials(c.req)
    if (!isReadable(sent)) return notVerified(c)
    // The host is HOMER for every user, so attempts are counted by name only.
    return sipwright.run(asOneCall(verify(sent))).then(
      (body) => c.json(body),
      (error: unknown) => {
        if (faultOf(error).kind === "internal") onError?.(error, routePath(c), c)
        return notVerified(c)
      },
    )
  }
}
