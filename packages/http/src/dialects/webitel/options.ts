import type { OnError } from "../../on-error.ts"
import type { ClientAddress } from "../../client-address.ts"

/** How the dialect of Webitel behaves. */
export interface WebitelOptions {
  /** Answers 401 for names that nobody has, as for wrong passwords, instead of the documented 404. */
  readonly hideUnknown?: boolean
  /** `cdr.host` of logins: the URL of a CDR service, for clients that ask one; empty by default. */
  readonly cdrHost?: string
  /** Where a call comes from; wrong credentials are counted by it. */
  readonly clientAddress?: ClientAddress
  /** Told of what is answered with status 500, with the pattern of the path; nothing that the caller sent is in either. */
  readonly onError?: OnError
}
