import type { NewCredentials } from "@sipwright/core"
import type { SubscriberRow } from "@sipwright/core/testing"
import * as Redacted from "effect/Redacted"

/** Kamailio's row for credentials. */
export const subscriberRow = (
  { username, domain }: { readonly username: string; readonly domain: string },
  { passwordColumn, ha1, ha1b }: NewCredentials,
): SubscriberRow => ({
  username,
  domain,
  password: Redacted.value(passwordColumn),
  ha1: Redacted.value(ha1),
  ha1b: Redacted.value(ha1b),
})
