import { preferenceKey, spellingOf } from "../tables/kamailio.ts"
import { forgetAccount } from "./forget-account.ts"
import type { Handlers } from "./handlers.ts"
import { require } from "./require.ts"

export const removeAccounts: Handlers<"RemoveAccount"> = {
  RemoveAccount: (tables, { address }) => {
    // An account that is gone can be removed: that is how it is forgotten.
    const row = tables.accounts.get(address)
    require(row !== undefined, "account-present", address)
    if (row === undefined) return
    require(tables.phonesOfAccount(address).length === 0, "no-phones", address)
    require(tables.aliasesTo(address.toLowerCase()).length === 0, "no-aliases", address)
    const spelling = spellingOf(row)
    forgetAccount(tables, address)
    if (row.type === "local") {
      tables.subscribers.delete(spelling)
      for (const preference of tables.preferencesOf(spelling)) tables.preferences.delete(preferenceKey(preference))
    }
    // A row made outside may have stood in the shadow of this account.
    for (const other of tables.subscribersLike(address.toLowerCase())) tables.unadopted.add(spellingOf(other))
  },
}
