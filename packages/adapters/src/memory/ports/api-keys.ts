import type { ApiKeys } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryApiKeys = ({ apiKeys, apiKeysOfSecret }: MemoryTables): ApiKeys["Service"] => ({
  find: (id) => Effect.sync(() => apiKeys.get(id)),
  findBySecret: (hash) => Effect.sync(() => (hash === "" ? undefined : apiKeysOfSecret(hash)[0])),
  list: () =>
    Effect.sync(() =>
      [...apiKeys.after(undefined)]
        .filter(({ account }) => account === undefined)
        .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)),
    ),
  touch: (id, lastUsed) =>
    Effect.sync(() => {
      const key = apiKeys.get(id)
      if (key !== undefined && lastUsed > (key.lastUsed ?? 0)) apiKeys.put(id, { ...key, lastUsed })
    }),
})
