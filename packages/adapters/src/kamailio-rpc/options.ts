import * as Data from "effect/Data"
import { type Endpoint, endpointOf } from "./endpoint.ts"

/** How Kamailio's RPC is reached: its xhttp module, which hands requests to jsonrpcs. */
export interface KamailioRpcOptions {
  /**
   * `http://HOST:PORT/RPC` or `https://…`, of every Kamailio. A user and a password in it are sent by basic authentication; what is special in a
   * URL is percent-encoded there.
   */
  readonly url: string | ReadonlyArray<string>
  /** For a whole call to one Kamailio, in milliseconds; 2000 by default. */
  readonly timeout?: number
  /** The table that `save()` and `lookup()` name in kamailio.cfg; `location` by default. */
  readonly table?: string
}

/** An option that cannot be. */
export class KamailioRpcOptionsError extends Data.TaggedError("KamailioRpcOptionsError")<{
  readonly option: keyof KamailioRpcOptions
  /** A sentence without its subject, which is the option. Never repeats a URL. */
  readonly sentence: string
}> {
  override get message() {
    return `${this.option} ${this.sentence}.`
  }
}

/** Options that were found to be good. */
export interface Plan {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly timeout: number
  readonly table: string
}

const STANDARD_TIMEOUT = 2000
const LONGEST = 600_000

const wrong = (option: keyof KamailioRpcOptions, sentence: string): KamailioRpcOptionsError =>
  new KamailioRpcOptionsError({ option, sentence })

/** Throws {@link KamailioRpcOptionsError}. */
export const planOf = ({ url, timeout = STANDARD_TIMEOUT, table = "location" }: KamailioRpcOptions): Plan => {
  const endpoints = [url].flat().map((text) => {
    const endpoint = endpointOf(text)
    if (endpoint === undefined) throw wrong("url", "has an entry that is no URL such as http://127.0.0.1:5060/RPC")
    return endpoint
  })
  if (endpoints.length === 0) throw wrong("url", "names no Kamailio")
  if (!(timeout >= 1 && timeout <= LONGEST)) throw wrong("timeout", "is not from 1 ms to ten minutes")
  if (table === "") throw wrong("table", "is empty")
  return { endpoints, timeout, table }
}
