import type { JwtIssuer } from "@sipwright/core"
import type { Context } from "hono"
import type { OnError } from "../../on-error.ts"
import type { ClientAddress } from "../../client-address.ts"
import type { Locale } from "./locales/locale.ts"

/** How the dialect of Flexisip's account manager behaves. */
export interface FlexisipOptions {
  /** The protocol as its documents of 2020 or of 2025 have it; 2025 by default. */
  readonly profile?: "2020" | "2025"
  /** Whether an E.164 number may be a user name; false by default. */
  readonly phoneUsernames?: boolean
  /** The domain that calls are about while no space is set up; the first of Kamailio's domains by default. */
  readonly domain?: string
  /** Whose bearer tokens are taken; none by default. */
  readonly jwt?: JwtIssuer
  /** Languages beside English and French, by their tag (BCP 47); what one does not say is said in English. */
  readonly locales?: Readonly<Record<string, Partial<Locale>>>
  /** Whether the request came over https, so that the cookie is marked Secure. From the URL by default. */
  readonly isSecure?: (c: Context) => boolean
  /** Where a call comes from; keys of accounts are bound to it, and wrong credentials are counted by it. */
  readonly clientAddress?: ClientAddress
  /** Told of what is answered with status 500, with the pattern of the path; nothing that the caller sent is in either. */
  readonly onError?: OnError
}
