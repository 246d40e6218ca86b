import { endSessions } from "./end-sessions.ts"
import type { Handlers } from "./handlers.ts"
import { require } from "./require.ts"

export const apiKeys: Handlers<"AddApiKey" | "RemoveApiKey"> = {
  AddApiKey: (tables, { key }) => tables.apiKeys.put(key.id, { ...key }),
  RemoveApiKey: (tables, { id }) => {
    require(tables.apiKeys.has(id), "key-present", id)
    tables.apiKeys.delete(id)
    endSessions(tables, { kind: "key", name: id })
  },
}
