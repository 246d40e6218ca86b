import type { Context } from "hono"

/**
 * The address of the client of a call, IPv4 or IPv6, as far as it is known. API keys are bound to it and wrong credentials are counted by it, so it
 * must not be taken from a header that a client can write itself.
 */
export type ClientAddress = (c: Context) => string | undefined

/** Where nothing is known of the connection: API keys, which are bound to a host, are refused then. */
export const unknownAddress: ClientAddress = () => undefined
