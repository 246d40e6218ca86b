import type { Context } from "hono"
import type { OnError } from "../../on-error.ts"
import type { ClientAddress } from "../../client-address.ts"

/** How the dialects of HOMER 5 and HOMER 7 behave. */
export interface HomerOptions {
  /** The HTTP status of HOMER 5 answers: `always200`, as documented (default), or `http`, the status that stands in the body. */
  readonly status?: "always200" | "http"
  /** Addresses and networks (CIDR) that may ask /v3/http_auth; loopback by default. */
  readonly httpAuthAllow?: ReadonlyArray<string>
  /** Whether the request came over https, so that the cookie is marked Secure. From the URL by default. */
  readonly isSecure?: (c: Context) => boolean
  /** Where a call comes from; wrong credentials are counted by it, and without it /v3/http_auth refuses everybody. */
  readonly clientAddress?: ClientAddress
  /** Told of what is answered with status 500, with the pattern of the path; nothing that the caller sent is in either. */
  readonly onError?: OnError
}
