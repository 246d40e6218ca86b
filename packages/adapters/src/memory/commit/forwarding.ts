import { preferenceKey } from "../tables/kamailio.ts"
import type { Handlers } from "./handlers.ts"
import { presentLocal } from "./present-account.ts"

/** The attribute of `usr_preferences` for unconditional forwarding. */
const FORWARD = "cfu"

export const forwarding: Handlers<"SetForwarding"> = {
  SetForwarding: (tables, { address, target }) => {
    const { username, domain } = presentLocal(tables, address)
    const row = { username, domain, attribute: FORWARD }
    if (target === undefined) tables.preferences.delete(preferenceKey(row))
    else tables.preferences.put(preferenceKey(row), { ...row, value: target })
  },
}
