import type { DomainTokens, Roles } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { subjectKey } from "../tables/own.ts"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryRoles = ({ roles, roleHolders }: MemoryTables): Roles["Service"] => ({
  list: () => Effect.sync(() => [...roles.after(undefined)]),
  roleOf: (holder) => Effect.sync(() => roleHolders.get(subjectKey(holder))),
})

export const memoryDomainTokens = ({ domainTokens }: MemoryTables): DomainTokens["Service"] => ({
  find: (id) => Effect.sync(() => domainTokens.get(id)),
  list: (domain) =>
    Effect.sync(() =>
      [...domainTokens.after(undefined)]
        .filter((token) => token.domain === domain)
        .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)),
    ),
})
