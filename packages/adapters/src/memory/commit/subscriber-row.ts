import type { NewCredentials } from "@sipwright/core"
import type { SubscriberRow } from "@sipwright/core/testing"

/** Kamailio's row for credentials. */
export const subscriberRow = (
  { username, domain }: { readonly username: string; readonly domain: string },
  credentials: NewCredentials,
): SubscriberRow => ({ username, domain, ...credentials.reveal() })
