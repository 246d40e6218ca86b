import { endSessions, removeAccountKeys } from "./end-sessions.ts"
import type { Handlers } from "./handlers.ts"
import { presentLocal } from "./present-account.ts"
import { require } from "./require.ts"

export const apiKeys: Handlers<"AddApiKey" | "RemoveApiKey"> = {
  AddApiKey: (tables, { key }) => {
    if (key.account !== undefined) {
      presentLocal(tables, key.account)
      removeAccountKeys(tables, key.account)
    }
    tables.apiKeys.put(key.id, { ...key })
  },
  RemoveApiKey: (tables, { id }) => {
    require(tables.apiKeys.has(id), "key-present", id)
    tables.apiKeys.delete(id)
    endSessions(tables, { kind: "key", name: id })
  },
}
